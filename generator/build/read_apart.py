"""Edited notes, read and parsed by another process: to load what that takes is longer than to do it, and as
long as to load what the rest of such a build takes, which this one does meanwhile."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from generator.build.meanwhile import Meanwhile, can_fork, write_all

if TYPE_CHECKING:
    from pathlib import Path

    from generator.build.reading import Read
    from generator.diagnostics import Checked
    from generator.model import Config
    from generator.source.discover import Entry
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded, Skipped


class _Asked(NamedTuple):
    """What the other process is asked: to read these files, of a source with this configuration."""

    source: Path
    config: Config
    entries: tuple[Entry, ...]


class _Answer(NamedTuple):
    """A file as it was read, and parsed if it is a note."""

    loaded: Checked[Loaded | Skipped]
    parsed: Checked[Read] | None


class Notes:
    """Notes as they are now: those that were asked for in time are read and parsed by another process."""

    def __init__(
        self, ask: Callable[[_Asked], None] | None = None, found: Callable[[], bytes] = bytes
    ) -> None:
        """Notes of which another process may be asked, and its answers found."""
        self._ask, self._found = ask, found
        self._asked: _Asked | None = None
        self._answers: dict[Entry, _Answer] | None = None

    def ask(self, source: Path, config: Config, entries: Sequence[Entry]) -> None:
        """Has files read and parsed while this process goes on; once."""
        if self._ask is not None:
            self._asked = _Asked(source, config, tuple(entries))
            self._ask(self._asked)

    def load(self, source: Path, entry: Entry, config: Config) -> Checked[Loaded | Skipped]:
        """The file as `reading` loads it."""
        answer = self._answer(entry)
        if answer is not None:
            return answer.loaded
        from generator.build.reading import load_one

        return load_one(source, entry, config)

    def parse(self, source: Path, note: Loaded, context: TagContext) -> Checked[Read]:
        """The note as `reading` parses it."""
        answer = self._answer(note.entry)
        if answer is not None and answer.parsed is not None and answer.loaded.value is note:
            return answer.parsed
        from generator.build.reading import parse_whole

        return parse_whole(source, note, context)

    def _answer(self, entry: Entry) -> _Answer | None:
        if self._answers is None and self._asked is not None:
            found = self._found()
            answers = pickle.loads(found) if found else ()  # noqa: S301 of our own process
            self._answers = dict(zip(self._asked.entries, answers, strict=False))
        return self._answers.get(entry) if self._answers is not None else None


@contextmanager
def notes_read(alone: bool, lets_go: Sequence[int]) -> Iterator[Notes]:
    """Notes as they are now, read by another process but where all is to be done `alone`. It lets go of those
    handles, and is gone after the block."""
    begun = None if alone else _begun(lets_go)
    if begun is None:
        yield Notes()
        return
    process, asking = begun
    left = [asking]

    def ask(question: _Asked) -> None:
        with suppress(OSError):  # it may be gone, and there will be no answer
            write_all(asking, pickle.dumps(question))
        os.close(left.pop())

    try:
        yield Notes(ask, process.found)
    finally:
        for handle in left:  # it goes when nobody can ask any more
            os.close(handle)
        process.close()


def _begun(lets_go: Sequence[int]) -> tuple[Meanwhile, int] | None:
    """The process, and the handle by which it is asked; None where there can be none."""
    if not can_fork():
        return None
    try:
        asked, asking = os.pipe()
    except OSError:
        return None
    try:
        return Meanwhile(partial(_answered, asked), (*lets_go, asking)), asking
    except OSError:
        os.close(asking)
        return None
    finally:
        os.close(asked)


def _answered(asked: int) -> bytes:
    """What the other process does: first it loads what the question will take."""
    from generator.build import reading

    del reading
    with os.fdopen(asked, "rb") as pipe:
        question = pipe.read()
    if not question:
        return b""
    source, config, entries = pickle.loads(question)  # noqa: S301 of the process that this one was forked from
    return pickle.dumps([_answer(source, config, entry) for entry in entries])


def _answer(source: Path, config: Config, entry: Entry) -> _Answer:
    from generator.build.reading import load_one, parse_whole
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded

    loaded = load_one(source, entry, config)
    note = loaded.value
    if not isinstance(note, Loaded) or note.source.marked:
        return _Answer(loaded, None)
    return _Answer(loaded, parse_whole(source, note, TagContext(config)))
