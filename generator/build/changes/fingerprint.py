"""Which generator this is: a digest that changes with its code, its libraries and its Python."""

from __future__ import annotations

import os
import site
import sys

import generator
from generator.digests import digest_of

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = os.path.dirname(generator.__file__)  # noqa: PTH120 text


def fingerprint() -> str:
    """A digest of the size and time of every source file of ours, and of where libraries lie.

    Installing or removing a library changes its folder's time; none is imported to be asked.
    """
    parts = [sys.version, str(sys.flags.optimize)]
    for folder in (*site.getsitepackages(), site.getusersitepackages()):
        parts.append(f"{folder} {_time(folder)}")
    parts += _sources(_PACKAGE)
    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass"))


def _sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_dir():
                yield from _sources(entry.path)
            elif entry.name.endswith(".py") and entry.is_file():
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"


def _time(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0
