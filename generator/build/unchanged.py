"""What has changed since the last build of all that it depends on: nothing, and its report is the
report; some files of the source; or more.

Asked before all else, so nothing heavy is imported here: files are looked at, not read.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from generator.build.options import Options
from generator.build.report import Account, Report
from generator.bundles import bundled_folder
from generator.codec import Codec
from generator.diagnostics import Diagnostic, Location, Severity
from generator.memo import digest_of
from generator.output.state import State

_CODEC = Codec((Report, Account, Diagnostic, Location, Severity))
RACY = 2_000_000_000
"""A file younger than this, in nanoseconds, may be written again without its time changing."""
_SETTINGS = ("SOURCE_DATE_EPOCH", "TZ")
_HISTORY = ("HEAD", "logs/HEAD", "packed-refs", "shallow")


@dataclass(frozen=True, slots=True)
class Last:
    """The last build: its report as of one that does nothing, and when the next post of the future is due.

    `touched` are the files of the source that were written since, by path, where nothing else changed.
    """

    report: Report
    due: datetime | None
    touched: tuple[str, ...]


def last_build(options: Options, state: State, made_by: str) -> Last | None:
    """The last build, if nothing has changed since but the content of files of the source."""
    try:
        key, due, report, before = _CODEC.loads(state.unchanged.read_bytes())
    except (OSError, ValueError):
        return None
    now = _source(options, state)
    if (due is not None and options.now >= due) or now.keys() != before.keys():
        return None
    if key != _key(options, state, made_by):
        return None
    touched = tuple(path for path, stamp in now.items() if stamp != before[path])
    return Last(replace(report, written=0, removed=0, account=Account()), due, touched)


def record(options: Options, state: State, made_by: str, report: Report, due: datetime | None) -> None:
    """Keeps the report of a build that was published; `due` is when the next post of the future is.

    Where it cannot be kept, the next build does what this one did.
    """
    from generator.output import write_whole

    young = time.time_ns() - RACY
    source = _source(options, state, young)
    with suppress(OSError):
        write_whole(state.unchanged, _CODEC.dumps((_key(options, state, made_by), due, report, source)))


def _source(options: Options, state: State, young: int = sys.maxsize) -> dict[str, str]:
    """What tells that a file of the source was written, by its path there; files as old as `young` or
    younger count as written."""
    root = os.path.abspath(options.source)  # noqa: PTH100 links are not followed
    return {
        path[len(root) + 1 :]: f"{size} {time}" if time < young else ""
        for path, size, time in _files(options.source, state)
    }


def _key(options: Options, state: State, made_by: str) -> str:
    """A digest of everything that a build looks at beside the source, and of what it left behind."""
    asked = replace(options, now=datetime.min, jobs=0)
    parts = [made_by, repr(asked), os.fspath(state.site), *map(os.getenv, _SETTINGS, ("", ""))]
    folders = [state.site, *_themes(options)]
    parts += [f"{path} {size} {stamp}" for folder in folders for path, size, stamp in _files(folder, state)]
    parts += [f"{file} {_stamp(file)}" for file in (*_history(options.source), state.manifest)]
    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass"))


def _themes(options: Options) -> Iterator[Path]:
    yield bundled_folder("templates")
    yield bundled_folder("assets")
    if options.templates is not None:
        yield options.templates


def _files(folder: Path, state: State) -> Iterator[tuple[str, int, int]]:
    """(path, size, time) of every file below a folder, in order; the output within it is left out."""
    ours = (
        frozenset() if folder == state.site else frozenset((os.fspath(state.site), os.fspath(state.folder)))
    )
    pending = [os.path.abspath(folder)]  # noqa: PTH100 links are not followed
    while pending:
        try:
            entries = sorted(os.scandir(pending.pop()), key=lambda e: e.name)
        except OSError:
            continue
        for entry in entries:
            if entry.path in ours or entry.name == ".git":
                continue
            if entry.is_dir() and not entry.is_symlink():
                pending.append(entry.path)
                continue
            try:
                found = entry.stat()
            except OSError:
                yield entry.path, -1, 0
            else:
                yield entry.path, found.st_size, found.st_mtime_ns


def _history(source: Path) -> Iterator[Path]:
    """The files that change with the history of the source, which dates posts that have no date."""
    place = source.resolve()
    for folder in (place, *place.parents):
        if (folder / ".git").is_dir():
            yield from (folder / ".git" / name for name in _HISTORY)
            return


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (-1, 0)
    return (found.st_size, found.st_mtime_ns)
