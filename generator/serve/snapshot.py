"""What is served: one whole compiled site, and what differs between it and the one before.

A snapshot never changes. A new one takes its place in a single assignment, so no request sees
half a build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.model import Output
from generator.records import dataclass, field, replace
from generator.serve.editor import DEFAULT

_REMEMBERED = 50
_HEADING = re.compile(rb"""<h[1-6]\b[^>]*?\bid=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")


@dataclass(frozen=True, slots=True)
class Compilation:
    """One compile, as the preview needs it; `seconds` is wall time, `drafts` are source paths."""

    outputs: Mapping[str, Output]
    diagnostics: tuple[Diagnostic, ...]
    ok: bool
    sources: Mapping[str, str] = field(default_factory=dict)
    """Source path → output."""
    drafts: tuple[str, ...] = ()
    baseurl: str = ""
    editor_url: str = DEFAULT
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The outputs of one compile. `stamps` date the files that are served from the disk; only a
    preview that never had a good compile shows one that is not `sound`."""

    outputs: Mapping[str, Output]
    sources: Mapping[str, str] = field(default_factory=dict)
    baseurl: str = ""
    stamps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Build:
    """One line of the log at /__notes: the number of a compile, how it went, what it changed."""

    number: int
    ok: bool
    seconds: float
    changed: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a request may see: the last good site, and what the latest compile said."""

    snapshot: Snapshot
    latest: Compilation
    builds: tuple[Build, ...]
    """The latest compiles, newest first; at least one."""


def snapshot_of(compiled: Compilation) -> Snapshot:
    """The snapshot of a compile; the files named as origins are looked at, not read."""
    snapshot = Snapshot(compiled.outputs, compiled.sources, compiled.baseurl, sound=compiled.ok)
    return restamped(snapshot)


def restamped(snapshot: Snapshot) -> Snapshot:
    """The snapshot with its files dated anew: they are served as they lie on the disk now."""
    stamps = {o.path: _stamp(o.origin) for o in snapshot.outputs.values() if o.origin}
    return replace(snapshot, stamps=stamps)


def advanced(shown: Shown, compiled: Compilation, since: Snapshot) -> Shown:
    """What is shown after a compile, logged with what has changed `since`. One that is not sound changes
    nothing: the last good site stays, with its files as they are."""
    keep = shown.snapshot.sound and not compiled.ok
    snapshot = restamped(shown.snapshot) if keep else snapshot_of(compiled)
    number = shown.builds[0].number + 1
    build = Build(number, compiled.ok, compiled.seconds, len(changed(since, snapshot)))
    return Shown(snapshot, compiled, (build, *shown.builds[: _REMEMBERED - 1]))


def first_shown(compiled: Compilation) -> Shown:
    """What is shown after the first compile."""
    build = Build(1, compiled.ok, compiled.seconds, len(compiled.outputs))
    return Shown(snapshot_of(compiled), compiled, (build,))


def with_fresh_files(shown: Shown) -> tuple[Shown, frozenset[str]]:
    """What is shown when only files served from the disk are looked at again: no compile is needed."""
    snapshot = restamped(shown.snapshot)
    return replace(shown, snapshot=snapshot), changed(shown.snapshot, snapshot)


def changed(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The outputs that came, went, or have other bytes."""
    paths = before.outputs.keys() ^ after.outputs.keys()
    both = before.outputs.keys() & after.outputs.keys()
    return frozenset(paths | {path for path in both if _differs(path, before, after)})


def version_of(snapshot: Snapshot, path: str) -> str:
    """A short digest of an output: of its bytes, or of its stamp where it lies on the disk; "" for none."""
    output = snapshot.outputs.get(path)
    if output is None:
        return ""
    content = repr((output.origin, snapshot.stamps.get(path))).encode() if output.origin else output.content
    return blake2b(path.encode() + b"\0" + content, digest_size=9).hexdigest()


def section_under_edit(before: bytes, after: bytes) -> str:
    """The anchor of the first heading under which two versions of a page differ; "" for none.

    What stands above the first heading with an anchor (dates, reading time) follows from the rest.
    """
    old = _sections(before)
    return next((anchor for anchor, text in _sections(after).items() if old.get(anchor) != text), "")


def _sections(page: bytes) -> dict[str, bytes]:
    main = page[max(page.find(b"<main"), 0) :].partition(b"</main")[0]
    heads = list(_HEADING.finditer(main))
    ends = [*(head.start() for head in heads[1:]), len(main)][: len(heads)]
    return {
        (head[1] or head[2] or head[3] or b"").decode("utf-8", "replace"): main[head.start() : end]
        for head, end in zip(heads, ends, strict=True)
    }


def _differs(path: str, before: Snapshot, after: Snapshot) -> bool:
    old, new = before.outputs[path], after.outputs[path]
    if old is new and not new.origin:
        return False
    return old != new or before.stamps.get(path) != after.stamps.get(path)


def _stamp(origin: str) -> tuple[int, int]:
    try:
        found = Path(origin).stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns)
