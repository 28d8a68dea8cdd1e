"""The blog's own files that fences and roles name: ONNX models, and figures that others have published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.build.cache.memory import Memory
from generator.build.changes.stamps import stamp_of
from generator.diagnostics import Checked, Diagnostic, Location
from generator.files import is_file, read_whole
from generator.model import NetworkRequest, Request, TableRequest, ValueRequest
from generator.problems.source import unreadable
from generator.records import dataclass

if TYPE_CHECKING:
    from generator.onnx_reader import ReadModel

_NAME = re.compile(r"""[^\s"'`,;:：=\[\]()]+\.(?:onnx|csv)(?![\w.]\w)""")


@dataclass(frozen=True, slots=True)
class BlogFiles:
    """What the files hold that one page names, by path as it is written."""

    models: tuple[tuple[str, ReadModel], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def read_named(requests: Iterable[Request], source: Path, memory: Memory) -> Checked[BlogFiles]:
    """The files under the source folder that requests name; a file is read again when it changes."""
    models: list[tuple[str, ReadModel]] = []
    texts: list[tuple[str, str]] = []
    found: list[Diagnostic] = []
    for name in sorted(set(_names(requests))):
        path = _within(source, name)
        if path is None:
            continue
        stamp = (str(path), *stamp_of(str(path)))
        if name.endswith(".onnx"):
            models.append((name, memory.recall("model", name, _model, *stamp)))
            continue
        text = memory.recall("published", name, _text, *stamp, name)
        found += text.diagnostics
        if text.value is not None:
            texts.append((name, text.value))
    return Checked(BlogFiles(tuple(models), tuple(texts)), tuple(found))


def _names(requests: Iterable[Request]) -> Iterator[str]:
    for request in requests:
        match request:
            case TableRequest():
                said = "\n".join((request.subject, *(p.value for p in request.params), request.body))
            case NetworkRequest():
                said = request.body
            case ValueRequest():
                said = request.expression
            case _:
                continue
        yield from _NAME.findall(said)


def _within(source: Path, name: str) -> Path | None:
    """The file of that name, None where the blog has none: no path leads out of its folder."""
    if not is_file(source / name):
        return None
    root, path = source.resolve(), (source / name).resolve()
    return path if path.is_relative_to(root) else None


def _model(path: str, size: int, changed: int) -> ReadModel:
    del size, changed
    from generator.onnx_reader import read

    return read(Path(path))


def _text(path: str, size: int, changed: int, name: str) -> Checked[str | None]:
    del size, changed
    read = read_whole(Path(path), Location(name))
    if read.value is None:
        return Checked(None, read.diagnostics)
    try:
        return Checked(read.value.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        return Checked(None, (unreadable(str(fault), Location(name)),))
