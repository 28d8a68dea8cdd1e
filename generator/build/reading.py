"""From the source folder to pages with addresses: discover, load, settle, expand, parse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from generator.build.cache.memory import Memory
from generator.build.notes import Read, load_one, parse_whole
from generator.build.report import Tell
from generator.config import read_config
from generator.diagnostics import Checked, Diagnostic
from generator.memo import Task
from generator.model import Config, Drawn, Program, StaticFile, TextFile
from generator.records import dataclass, replace
from generator.render.search import indexing
from generator.resolve import Placed
from generator.source.discover import Entry, discover
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded, Skipped, lacks_date, settle

T = TypeVar("T")

_LIKELY = ("python", "bash")
"""The languages of most notes' code."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What of the source is wanted. `output` is no part of it, wherever it lies; `now` is aware."""

    source: Path
    output: Path
    drafts: bool
    future: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """The source as read: pages with their addresses, files to carry over, what was left out."""

    config: Config
    pages: tuple[Placed, ...]
    statics: tuple[StaticFile, ...]
    texts: tuple[TextFile, ...]
    programs: tuple[Program, ...]
    skipped: tuple[tuple[str, int], ...]
    due: datetime | None = None
    """When the next post of the future is to appear."""
    included: frozenset[str] = frozenset()
    """The files whose texts others include by their paths."""


def read(asked: SourceOptions, config: Config, tell: Tell, memory: Memory) -> Checked[Reading]:
    """Everything under the source folder, each file alone, with its own diagnostics."""
    from generator.source.context import context_of, included

    found = discover(asked.source, config, drafts=config.drafts, skip=(asked.output,))
    loaded = _load(asked, config, (*found.value.entries, *found.value.texts), tell, memory)
    kept = [part.value for part in loaded if isinstance(part.value, Loaded)]
    settled = settle(asked.source, kept, config, asked.now)
    notes = [page for page in settled.value if isinstance(page, Loaded)]
    marked = (note.source for note in notes if note.source.marked)
    including = ((source.path, source.body) for source in marked if "include_relative" in source.body)
    given = context_of(asked.source, found.value, config, including)
    context = memory.recall("context", "", _same, given)
    read = _parse(asked, notes, context.value, tell, memory)
    every = (*(part.value for part in loaded), *settled.value)
    left_out = tuple(part for part in every if isinstance(part, Skipped))
    reading = Reading(
        config,
        tuple(part.value for part in read if isinstance(part.value, Placed)),
        found.value.statics,
        tuple(part.value for part in read if isinstance(part.value, TextFile)),
        tuple(part.value for part in read if isinstance(part.value, Program)),
        _counted(left_out, found.value.drafts_skipped),
        min((skipped.due for skipped in left_out if skipped.due), default=None),
        included(context.value),
    )
    said: Iterable[Diagnostic] = chain(
        found.diagnostics,
        context.diagnostics,
        chain.from_iterable(part.diagnostics for part in loaded),
        chain.from_iterable(part.diagnostics for part in read),
        settled.diagnostics,
    )
    return Checked(reading, tuple(said))


def config_of(asked: SourceOptions, memory: Memory) -> Checked[Config]:
    """The source's configuration with what is asked for on top, kept while it reads the same."""
    read = read_config(asked.source)
    config = replace(
        read.value,
        drafts=read.value.drafts or asked.drafts,
        future=read.value.future or asked.future,
    )
    return memory.recall("config", "", _same, Checked(config, read.diagnostics))


def _same(read: Checked[T]) -> Checked[T]:
    """The first of equal readings, so that later phases compare it by identity."""
    return read


def _load(
    asked: SourceOptions, config: Config, entries: Sequence[Entry], tell: Tell, memory: Memory
) -> list[Checked[Loaded | Skipped]]:
    then = partial(parsing_of, asked.source, TagContext(config))
    tasks = [Task("load", entry.path, load_one, (asked.source, entry, config), then) for entry in entries]
    (loaded,) = memory.recall_all(tasks, progress=lambda done, of: tell("reading", done, of), idly=_foresee)
    return loaded


def _foresee() -> None:
    """Loads what is likely to be needed once the notes are read: where other processes read them there is
    time."""
    from generator.build import rendering
    from generator.render.highlight import prepare

    del rendering
    for language in _LIKELY:
        prepare(language)


def _parse(
    asked: SourceOptions, notes: Sequence[Loaded], context: TagContext, tell: Tell, memory: Memory
) -> list[Checked[Read]]:
    tasks = [Task("parse", note.source.path, parse_whole, (asked.source, note, context)) for note in notes]
    (parsed,) = memory.recall_all(tasks, progress=lambda done, of: tell("parsing", done, of))
    return parsed


def parsing_of(source: Path, context: TagContext, read: Checked[Loaded | Skipped]) -> Task | None:
    """What will be asked of a file that was just read; None where that takes more than the file to tell."""
    note = read.value
    if not isinstance(note, Loaded) or note.source.marked or lacks_date(note):
        return None
    then = partial(_indexing_of, context.config)
    return Task("parse", note.source.path, parse_whole, (source, note, context), then)


def _indexing_of(config: Config, read: Checked[Read]) -> Task | None:
    """What will be asked of a page that was just parsed, where it asks nothing of the engine."""
    placed = read.value
    if not config.search or not isinstance(placed, Placed) or placed.page.requests or placed.page.shown:
        return None
    return indexing(placed.page, placed.output, Drawn(), config.lang)


def _counted(skipped: Iterable[Skipped], drafts: int) -> tuple[tuple[str, int], ...]:
    reasons = Counter(skip.reason for skip in skipped)
    reasons["draft"] += drafts
    return tuple(sorted((reason, number) for reason, number in reasons.items() if number))
