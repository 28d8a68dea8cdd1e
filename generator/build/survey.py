"""What a blog makes use of, and what will differ from Jekyll: read off its files, nothing is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from generator.build.habits import IN_CODE, IN_NOTES, PLUGINS, Habit, Outcome
from generator.config import KEYS, read_config
from generator.diagnostics import Diagnostic, Severity
from generator.model import Config, Kind
from generator.records import dataclass, replace
from generator.source.context import context_of
from generator.source.discover import Listing, discover
from generator.source.front_matter import read_front_matter, split
from generator.source.jekyll_tags import expand
from generator.source.load import Loaded, load
from generator.source.markup import marks
from generator.source.permalink import MARKDOWN, extension_of, output_extension, output_of, url_of
from generator.source.roles import is_empty_list, is_program_page

_NOT_OURS = (
    ("theme", "its layouts, includes and styles are not run: ours dress the pages"),
    ("remote_theme", "its layouts, includes and styles are not run: ours dress the pages"),
    ("sass", "Sass is not compiled"),
    ("disqus", "no comments are shown"),
    ("comments", "no comments are shown"),
    ("google_analytics", "no visitor is counted"),
    ("analytics", "no visitor is counted"),
)

_LEFT_OUT = "left out, with a warning"
# The problems whose notes are counted, by code.
_SAID = (
    ("liquid-block", "notes with Liquid programs in them", Outcome.LEFT_OUT, f"the blocks are {_LEFT_OUT}"),
    ("liquid-include", "notes with includes that are programs", Outcome.LEFT_OUT, _LEFT_OUT),
    ("missing-include", "notes with includes of a theme", Outcome.LEFT_OUT, "files of a theme are not read"),
    (
        "unknown-tag",
        "notes with tags that are not known",
        Outcome.DIFFERS,
        "they stay as typed, with a warning",
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the blog makes use of: in how many files, what becomes of it, and why."""

    what: str
    count: int
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a blog makes use of, and the problems that reading its files alone would report."""

    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...]


def survey(source: Path) -> Survey:
    """The survey of a source folder."""
    config = read_config(source)
    listing = discover(source, config.value, drafts=True)
    entries = (*listing.value.entries, *listing.value.texts)
    read = [load(source, entry, config.value, drafts=True) for entry in entries]
    notes = [part.value for part in read if isinstance(part.value, Loaded)]
    context = context_of(source, listing.value, config.value, ((n.source.path, n.source.body) for n in notes))
    expanded = [
        expand(note.source, note.front, context.value)
        for note in notes
        if not _is_program(note, config.value)
    ]
    found = [*config.diagnostics, *listing.diagnostics, *context.diagnostics]
    found += chain.from_iterable(part.diagnostics for part in read)
    found += chain.from_iterable(part.diagnostics for part in expanded)
    rows = (
        *_files(notes, len(read) - len(notes), listing.value, source),
        *_settings(config.value),
        *_dates(notes, config.value),
        *_habits(notes),
        *_liquid(notes, config.value, found),
    )
    return Survey(tuple(row for row in rows if row.count), tuple(found))


def _is_program(note: Loaded, config: Config) -> bool:
    url = url_of(note.source, note.front, config).value
    output = output_of(url, output_extension(note.source.path, note.front.permalink))
    return is_program_page(note.source, output) or is_empty_list(note.source, note.front, output)


def _files(notes: Sequence[Loaded], skipped: int, listing: Listing, source: Path) -> Iterator[Row]:
    sources = [note.source for note in notes]
    drafts = sum(s.draft for s in sources)
    pages = [s for s in sources if s.kind is Kind.PAGE and not s.collection]
    html = sum(extension_of(s.path) in (".html", ".htm") for s in pages)
    written = sum(extension_of(s.path) in MARKDOWN for s in pages)
    yield Row("posts", sum(s.kind is Kind.POST and not s.draft for s in sources), Outcome.SAME)
    yield Row("drafts", drafts, Outcome.SAME, "left out unless `--drafts` asks for them")
    yield Row("pages in Markdown", written, Outcome.SAME)
    yield Row("pages in HTML", html, Outcome.SAME, "carried through, in our layout")
    yield Row(
        "documents of collections",
        sum(s.kind is Kind.PAGE and bool(s.collection) for s in sources),
        Outcome.SAME,
    )
    yield Row(
        "other files with front matter",
        len(pages) - html - written,
        Outcome.SAME,
        "written, their tags replaced",
    )
    yield Row("files carried over", len(listing.statics), Outcome.SAME)
    yield Row("unpublished or unreadable", skipped, Outcome.LEFT_OUT)
    layouts = sum(path.is_file() for path in (source / "_layouts").rglob("*"))
    yield Row("layouts", layouts, Outcome.OURS, "Liquid layouts are not run: ours dress the pages")
    sass = sum(path.suffix in (".scss", ".sass") for path in (source / "_sass").rglob("*"))
    yield Row("Sass partials", sass, Outcome.LEFT_OUT, "Sass is not compiled")
    named = {note.front.layout for note in notes} - {"", "none", "home", "archive", "page", "post"}
    yield Row(
        "layouts that notes name",
        len(named),
        Outcome.OURS,
        f"{', '.join(sorted(named)[:6])}: page or post is used",
    )


def _settings(config: Config) -> Iterator[Row]:
    values = dict(config.extra)
    yield Row(
        "settings that are heeded",
        sum(key in KEYS for key in values),
        Outcome.SAME,
        _few(k for k in values if k in KEYS),
    )
    for key, why in _NOT_OURS:
        yield Row(
            f"`{key}`", int(bool(values.get(key))), Outcome.OURS if "ours" in why else Outcome.LEFT_OUT, why
        )
    plugins = values.get("plugins") or values.get("gems")
    for name in plugins if isinstance(plugins, tuple) else ():
        outcome, why = PLUGINS.get(str(name), (Outcome.LEFT_OUT, "plugins are not run"))
        yield Row(f"plugin {name}", 1, outcome, why)


def _dates(notes: Sequence[Loaded], config: Config) -> Iterator[Row]:
    posts = [note for note in notes if note.source.kind is Kind.POST and not note.source.draft]
    undated = sum(note.front.date is None for note in posts)
    yield Row(
        "posts without a date",
        undated,
        Outcome.DIFFERS,
        "Jekyll skips them; here they are dated by the history, or last",
    )
    old = sum(bool(note.front.redirect_from) for note in notes)
    yield Row("pages with `redirect_from`", old, Outcome.SAME, "each old address leads on")
    jekyll = replace(config, jekyll_dates=True)
    moved = sum(_moves(note, config, jekyll) for note in notes) if not config.jekyll_dates else 0
    yield Row(
        "URLs whose day would move",
        moved,
        Outcome.DIFFERS,
        f"times without an offset are {config.timezone}'s; Jekyll's are UTC, as with `jekyll_dates: true`",
    )


def _moves(note: Loaded, config: Config, jekyll: Config) -> bool:
    if note.source.kind is not Kind.POST or note.front.line("date") == 0:
        return False
    read = read_front_matter(split(note.source.text, note.source.path).value, note.source.path, jekyll)
    as_jekyll = replace(note.front, date=read.value.date)
    return url_of(note.source, note.front, config).value != url_of(note.source, as_jekyll, jekyll).value


def _habits(notes: Sequence[Loaded]) -> Iterator[Row]:
    texts = [n.source.body for n in notes if extension_of(n.source.path) in MARKDOWN]
    bare = [_without_code(text) for text in texts]
    for habits, bodies in ((IN_CODE, texts), (IN_NOTES, bare)):
        for habit in habits:
            yield _counted(habit, bodies)


def _counted(habit: Habit, bodies: Iterable[str]) -> Row:
    return Row(
        habit.name, sum(habit.pattern.search(body) is not None for body in bodies), habit.outcome, habit.why
    )


def _without_code(text: str) -> str:
    """A note's text with its code blanked."""
    parts, done = [], 0
    for mark in marks(text, note=True):
        if mark["fence"] or mark["code"] or mark["highlight"]:
            parts += [text[done : mark.start()], "\n" * mark[0].count("\n")]
            done = mark.end()
    return "".join((*parts, text[done:]))


def _liquid(notes: Sequence[Loaded], config: Config, found: Sequence[Diagnostic]) -> Iterator[Row]:
    programs = [note for note in notes if _is_program(note, config)]
    why = "Liquid is not run; home, archive, tags and feeds are made without it"
    named = _few(note.source.path for note in programs)
    yield Row("pages that are Liquid programs", len(programs), Outcome.OURS, f"{why}: {named}")
    files = Counter(code for code, _ in {(problem.code, problem.at.path) for problem in found})
    for code, what, outcome, why in _SAID:
        yield Row(what, files[code], outcome, why)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    why = "`notes build` names each at its line, and publishes nothing before they are mended"
    yield Row("errors", errors, Outcome.DIFFERS, why)


def _few(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:5]) + (" …" if len(listed) > 5 else "")
