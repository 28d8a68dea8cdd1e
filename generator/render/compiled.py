"""Compiled templates, kept where Python keeps our own compiled code.

Who can write there can write our code, so they are believed. A site's state folder is no place for
them: it may have come with a stranger's blog, and what is compiled is run unread.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, compiler
from jinja2.bccache import Bucket

from generator.memo import digest
from generator.render import shared_parts


class CompiledTemplates(BytecodeCache):
    """One file for each template's name: what it was compiled to last, and from what."""

    def __init__(self, sources: Callable[[], str], folder: Path | None = None) -> None:
        """`sources` gives a digest of all templates, since what one includes tells how it is compiled."""
        self._sources = sources
        self._folder = folder or Path(cache_from_source(__file__)).parent
        self._made_by = digest(*(_stamp(module.__file__) for module in (compiler, shared_parts)))

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """What is known of a template: its code is None where it is to be compiled."""
        bucket = Bucket(environment, name, digest(source, self._sources(), self._made_by, filename))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Takes the code of a bucket from its file, if it was made from the same."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            content = self._path(bucket).read_bytes()
            head = _head(bucket)
            code = marshal.loads(content[len(head) :]) if content.startswith(head) else None  # noqa: S302 ours
            bucket.code = code if isinstance(code, CodeType) else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps the code of a bucket, where Python may keep code at all."""
        if sys.dont_write_bytecode or bucket.code is None:
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            path = self._path(bucket)
            ours = path.with_name(f"{path.name}.{os.getpid()}")
            ours.write_bytes(_head(bucket) + marshal.dumps(bucket.code))
            ours.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key.replace('/', '.')}.{sys.implementation.cache_tag}.template"


def _head(bucket: Bucket) -> bytes:
    return MAGIC_NUMBER + bucket.checksum.encode()


def _stamp(path: str | None) -> tuple[int, int]:
    found = Path(path or "").stat()
    return found.st_size, found.st_mtime_ns
