"""From the source folder to pages with addresses: discover, load, settle, expand, parse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from generator.build.memory import Memory
from generator.build.report import Tell
from generator.config import read_config
from generator.diagnostics import Checked, Diagnostic
from generator.markdown.page import parse_page
from generator.memo import Task
from generator.model import Config, Drawn, Program, StaticFile, TextFile
from generator.records import dataclass, replace
from generator.render.search import indexing
from generator.resolve import Placed
from generator.source.discover import Entry, discover
from generator.source.jekyll_tags import TagContext, expand
from generator.source.line_map import with_true_lines
from generator.source.load import Loaded, Skipped, lacks_date, load, read_again, settle
from generator.source.permalink import output_extension, output_of, url_of
from generator.source.roles import is_empty_list, is_program_page, is_verbatim

T = TypeVar("T")

_LIKELY = ("python", "bash")
"""The languages of most notes' code."""


class MovedError(Exception):
    """A file is no longer what it was when the build began: what is known of it cannot be used."""


Read = Placed | TextFile | Program


@dataclass(frozen=True, slots=True)
class Asked:
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


def read(asked: Asked, config: Config, tell: Tell, memory: Memory) -> Checked[Reading]:
    """Everything under the source folder, each file alone, with its own diagnostics."""
    from generator.source.context import context_of

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
        frozenset(context.value.relatives),
    )
    said: Iterable[Diagnostic] = chain(
        found.diagnostics,
        context.diagnostics,
        chain.from_iterable(part.diagnostics for part in loaded),
        chain.from_iterable(part.diagnostics for part in read),
        settled.diagnostics,
    )
    return Checked(reading, tuple(said))


def config_of(asked: Asked, memory: Memory) -> Checked[Config]:
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
    asked: Asked, config: Config, entries: Sequence[Entry], tell: Tell, memory: Memory
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


def load_one(source: Path, entry: Entry, config: Config) -> Checked[Loaded | Skipped]:
    """One file read."""
    return load(source, entry, config, drafts=config.drafts)


def _parse(
    asked: Asked, notes: Sequence[Loaded], context: TagContext, tell: Tell, memory: Memory
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


def parse_whole(source: Path, note: Loaded, context: TagContext) -> Checked[Read]:
    """One file parsed; a text that memory has left on the disk is read again."""
    if note.source.text:
        return parse_one(note, context)
    again = read_again(source, note.source)
    if again is None:
        raise MovedError(note.source.path)
    return parse_one(replace(note, source=again), context)


def parse_one(note: Loaded, context: TagContext) -> Checked[Read]:
    """One file as a page with its address, as a text to write, or as a program to leave; a function of
    its arguments alone."""
    source = note.source
    url = url_of(source, note.front, context.config)
    output = output_of(url.value, output_extension(source.path, note.front.permalink))
    if is_program_page(source, output):
        return Checked(Program(source.path, output), url.diagnostics)
    if is_empty_list(source, note.front, output):
        return Checked(Program(source.path, output, empty=True), url.diagnostics)
    expanded = expand(source, note.front, context)
    if is_verbatim(source, note.front):
        text = expanded.value.body.lstrip("\n")
        file = TextFile(source.path, output, text, note.front.line("permalink"))
        return Checked(file, (*url.diagnostics, *expanded.diagnostics))
    page = parse_page(expanded.value, note.front, context.config)
    parsed = with_true_lines(page, source.path, expanded.value.lines)
    placed = Placed(parsed.value, url.value, output)
    return Checked(placed, (*url.diagnostics, *expanded.diagnostics, *parsed.diagnostics))


def _counted(skipped: Iterable[Skipped], drafts: int) -> tuple[tuple[str, int], ...]:
    reasons = Counter(skip.reason for skip in skipped)
    reasons["draft"] += drafts
    return tuple(sorted((reason, number) for reason, number in reasons.items() if number))
