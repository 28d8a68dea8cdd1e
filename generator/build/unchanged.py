"""What has changed since the last build of all that it depends on: nothing, and its report is the
report; some files of the source; or more.

Asked before all else, so nothing heavy is imported here: files are looked at, not read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from generator.build.options import Options
from generator.build.report import Account, Report
from generator.bundles import bundled_folder
from generator.codec import Codec
from generator.diagnostics import Diagnostic, Location, Severity
from generator.memo import digest_of, digest_of_plain, sealed, unsealed
from generator.output.state import State
from generator.records import dataclass, replace

_CODEC = Codec((Report, Account, Diagnostic, Location, Severity))
RACY = 2_000_000_000
"""A file younger than this, in nanoseconds, may be written again without its time changing."""
_SETTINGS = ("SOURCE_DATE_EPOCH", "TZ")
_HISTORY = ("HEAD", "logs/HEAD", "packed-refs", "shallow")

Stamps = dict[str, tuple[int, int]]
"""What tells that a file was written, by its path: its size and time."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last build: its report as of one that does nothing, and when the next post of the future is due.

    `touched` are the files of the source that were written since, by path, where nothing else changed;
    `site` is the published tree as it stands.
    """

    report: Report
    due: datetime | None
    touched: tuple[str, ...]
    site: Stamps


def source_stamps(options: Options, state: State) -> Stamps:
    """The files of the source, by path there. What a build records is what was found before it read any."""
    return _stamps(options.source, state)


def last_build(options: Options, state: State, made_by: str, source: Stamps) -> Last | None:
    """The last build, if nothing has changed since but the content of files of the source."""
    try:
        head, _, tail = unsealed(state.unchanged.read_bytes()).partition(b"\n")
        key, due, report, known = _CODEC.loads(head)
        before = None if known == _digest(source) else json.loads(tail)
    except (OSError, ValueError):
        return None
    if (due is not None and options.now >= due) or (before is not None and source.keys() != before.keys()):
        return None
    site = _stamps(state.site, state)
    if key != _key(options, state, made_by, site):
        return None
    touched = () if before is None else tuple(sorted(p for p, s in source.items() if [*s] != before[p]))
    return Last(replace(report, written=0, removed=0, account=Account()), due, touched, site)


def forget(state: State) -> None:
    """Forgets the last build: what is remembered goes on from it, whether or not the next is published."""
    with suppress(OSError):
        state.unchanged.unlink(missing_ok=True)


def record(
    options: Options, state: State, made_by: str, source: Stamps, report: Report, due: datetime | None
) -> None:
    """Keeps the report of a build that was published; `due` is when the next post of the future is.

    Where it cannot be kept, the next build does what this one did.
    """
    _record(options, state, made_by, source, _stamps(state.site, state), report, due)


def record_among(
    options: Options,
    state: State,
    made_by: str,
    source: Stamps,
    last: Last,
    report: Report,
    written: Iterable[str],
) -> None:
    """Likewise, of a build after `last` that has `written` these outputs alone, in the place of others."""
    site = dict(last.site)
    for path in written:
        site[path] = _stamp(state.site / path)
    _record(options, state, made_by, source, site, report, last.due)


def _record(
    options: Options,
    state: State,
    made_by: str,
    source: Stamps,
    site: Stamps,
    report: Report,
    due: datetime | None,
) -> None:
    from generator.output import write_whole

    key, young = _key(options, state, made_by, site), time.time_ns() - RACY
    stamps = {path: stamp if stamp[1] < young else () for path, stamp in source.items()}
    head = _CODEC.dumps((key, due, report, _digest(stamps)))
    with suppress(OSError):
        write_whole(state.unchanged, sealed(b"\n".join((head, json.dumps(stamps).encode()))))


def _key(options: Options, state: State, made_by: str, site: Stamps) -> str:
    """A digest of everything that a build looks at beside the source, and of what it left behind."""
    asked = replace(options, now=datetime.min, jobs=0)
    parts = [made_by, repr(asked), os.fspath(state.site), *map(os.getenv, _SETTINGS, ("", ""))]
    parts += (_digest(stamps) for stamps in (site, *(_stamps(folder, state) for folder in _themes(options))))
    parts += [f"{file} {_stamp(file)}" for file in (*_history(options.source), state.manifest)]
    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass"))


def _themes(options: Options) -> Iterator[Path]:
    yield bundled_folder("templates")
    yield bundled_folder("assets")
    if options.templates is not None:
        yield options.templates


def _digest(stamps: Mapping[str, tuple[int, ...]]) -> str:
    """A digest of stamps, in whatever order they were found."""
    paths = sorted(stamps)
    return digest_of_plain((paths, [stamps[path] for path in paths]))


def _stamps(folder: Path, state: State) -> Stamps:
    """Every file below a folder; the output within it is left out."""
    root = os.path.abspath(folder)  # noqa: PTH100 links are not followed
    ours = {os.path.relpath(path, root) for path in (state.site, state.folder)}
    stamps: Stamps = {}
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            entries = os.scandir(f"{root}/{below}")
        except OSError:
            continue
        for entry in entries:
            path = below + entry.name
            if path in ours or entry.name == ".git":
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{path}/")
                continue
            try:
                found = entry.stat()
            except OSError:
                stamps[path] = (-1, 0)
            else:
                stamps[path] = (found.st_size, found.st_mtime_ns)
    return stamps


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
