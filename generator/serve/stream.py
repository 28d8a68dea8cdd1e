"""The event stream: every open page learns when what it shows has changed.

A page is told what it needs to catch up, not what happened: the version it should have, the files
that differ, the problems there are. A page that missed ten builds, or slept, is told once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Set
from pathlib import Path

from generator.addresses import encode, encode_fragment
from generator.diagnostics import Diagnostic, Severity
from generator.records import dataclass
from generator.serve.answers import output_shown, page_shown
from generator.serve.builder import Step
from generator.serve.editor import editor_link
from generator.serve.media_types import is_html
from generator.serve.snapshot import Compilation, Shown, section_under_edit, version_of

NOTES = "/__notes"
_HEARTBEAT_SECONDS = 15.0
_RETRY = b"retry: 300\n\n"


@dataclass(frozen=True, slots=True)
class Follow:
    """The section under edit: its page and its heading's anchor ("" for the page's top)."""

    output: str
    anchor: str

    def way_from(self, page: str) -> dict[str, str]:
        """How a reader of `page` gets there: an `anchor` on it, or the `address` of another page."""
        if page == self.output:
            return {"anchor": self.anchor}
        fragment = f"#{encode_fragment(self.anchor)}" if self.anchor else ""
        return {"address": f"/{encode(self.output).removeprefix('./')}{fragment}"}


def follow_of(step: Step, source: Path) -> Follow | None:
    """Where the author is: the section that differs on the page of the one note that was edited."""
    folder = source.resolve()
    paths = {Path(path) for path in step.edited}
    notes = {p.relative_to(folder).as_posix() for p in paths if p.is_relative_to(folder)}
    sources, outputs = step.after.snapshot.sources, step.after.snapshot.outputs
    pages = {sources[note] for note in notes if note in sources} & step.changed
    if len(pages) != 1:
        return None
    page = pages.pop()
    before = step.before.snapshot.outputs.get(page)
    anchor = section_under_edit(before.content, outputs[page].content) if before and page in outputs else ""
    return Follow(page, anchor)


class Reader:
    """One open page: what it has not been told yet."""

    def __init__(self, target: str) -> None:
        """A reader of the raw path `target`."""
        self.target = target
        self.files: set[str] = set()
        self.follow: Follow | None = None
        self.wake = asyncio.Event()


class Stream:
    """All open pages. But for `seen`, used from the event loop's thread only."""

    def __init__(self, source: Path, shown: Callable[[], Shown]) -> None:
        """A stream about what `shown` returns at the time."""
        self._source = source
        self._shown = shown
        self._readers: set[Reader] = set()
        self._targets: frozenset[str] = frozenset()
        self._closed = False

    def seen(self, known: Set[str]) -> frozenset[str]:
        """The outputs that open pages show, where the site has those `known`. For any thread."""
        baseurl = self._shown().snapshot.baseurl
        return frozenset(output_shown(known, baseurl, target.encode()) for target in self._targets)

    def publish(self, changed: frozenset[str], follow: Follow | None = None) -> None:
        """Wakes every page; `follow` is the section under edit, for pages that go where the author is."""
        files = {path for path in changed if not is_html(path)}
        for reader in self._readers:
            reader.files |= files
            reader.follow = follow or reader.follow
            reader.wake.set()

    def close(self) -> None:
        """Ends every stream, so that the server can stop with pages open."""
        self._closed = True
        for reader in self._readers:
            reader.wake.set()

    async def events(self, target: str) -> AsyncIterator[bytes]:
        """The stream of one page: its state now, then each time something changes."""
        reader = Reader(target)
        self._readers.add(reader)
        self._look_around()
        try:
            yield _RETRY + self._event(reader)
            while not self._closed:
                try:
                    await asyncio.wait_for(reader.wake.wait(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                reader.wake.clear()
                if not self._closed:
                    yield self._event(reader)
        finally:
            self._readers.discard(reader)
            self._look_around()

    def _look_around(self) -> None:
        self._targets = frozenset(reader.target for reader in self._readers)

    def _event(self, reader: Reader) -> bytes:
        shown = self._shown()
        files, follow = sorted(reader.files), reader.follow
        reader.files, reader.follow = set(), None
        message = {
            "version": version_shown(shown, reader.target),
            "files": files,
            "follow": follow and follow.way_from(page_shown(shown.snapshot, reader.target.encode())),
            "problems": problems_of(shown.latest, self._source),
        }
        return f"data: {json.dumps(message, ensure_ascii=False)}\n\n".encode()


def version_shown(shown: Shown, target: str) -> str:
    """The version of what a reader of `target` should see."""
    if target.rstrip("/") == NOTES:
        return f"build-{shown.builds[0].number}"
    return version_of(shown.snapshot, page_shown(shown.snapshot, target.encode()))


def problems_of(compiled: Compilation, source: Path) -> list[dict[str, str]]:
    """What the overlay shows: the errors of a compile that is not sound, each with its editor's link."""
    errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
    return [] if compiled.ok else [problem_row(d, compiled.editor_url, source) for d in errors]


def problem_row(diagnostic: Diagnostic, editor_url: str, source: Path) -> dict[str, str]:
    """One diagnostic as texts."""
    at = diagnostic.at
    return {
        "place": f"{at.path}:{at.line}" if at.line else at.path,
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "href": editor_link(editor_url, source, at),
    }
