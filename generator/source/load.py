"""One file read, and what the whole folder tells about its date.

`load` depends on its arguments and the file alone, so a pool of processes may call it.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from generator.diagnostics import Checked, Diagnostic, Location, Severity
from generator.digests import digest_of
from generator.files import read_whole
from generator.model import Config, FrontMatter, Kind, SourceFile
from generator.problems import source as problems
from generator.records import dataclass, replace
from generator.source.dates import read_date, split_name, zone_of
from generator.source.discover import Entry
from generator.source.front_matter import read_front_matter, split
from generator.source.history import first_commits
from generator.source.read import decode
from generator.yaml_reader import text_of
from generator.zones import within

Reason = Literal["unpublished", "draft", "future", "unreadable"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that becomes a page."""

    source: SourceFile
    front: FrontMatter
    entry: Entry


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that becomes none, and why, for the summary to count."""

    path: str
    reason: Reason
    due: datetime | None = None
    """When a post of the future is to appear."""


def load(root: Path, entry: Entry, config: Config, *, drafts: bool = False) -> Checked[Loaded | Skipped]:
    """The entry's text and front matter, or why it is left out."""
    read = read_whole(root / entry.path, Location(entry.path))
    if read.value is None:
        return Checked(Skipped(entry.path, "unreadable"), read.diagnostics)
    return parse(read.value, entry, config, drafts=drafts)


def parse(content: bytes, entry: Entry, config: Config, *, drafts: bool = False) -> Checked[Loaded | Skipped]:
    """The page that a file's bytes describe, or why it is left out."""
    decoded = decode(content, entry.path)
    if decoded.value is None:
        return Checked(Skipped(entry.path, "unreadable"), decoded.diagnostics)
    text = decoded.value
    parts = split(text, entry.path)
    read = read_front_matter(parts.value, entry.path, config, scoped_values(entry, config))
    found = (*decoded.diagnostics, *parts.diagnostics, *read.diagnostics)
    if not entry.collection:
        # No date moves a page: what is wrong with one is not worth the site.
        found = tuple(problems.undated_page(d) if d.code == "bad-date" else d for d in found)
    named = _named(entry, read.value, config)
    front, found = named.value, (*found, *named.diagnostics)
    draft = entry.draft or dict(front.extra).get("draft") is True
    if not front.published:
        return Checked(Skipped(entry.path, "unpublished"), found)
    if draft and not drafts:
        return Checked(Skipped(entry.path, "draft"), found)
    if any(d.severity is Severity.ERROR and d.code in _FATAL for d in found):
        return Checked(Skipped(entry.path, "unreadable"), found)
    body = parts.value.body
    marked = "{%" in body or "{{" in body
    source = SourceFile(
        entry.path, entry.kind, text, body, digest_of(text.encode()), draft, entry.collection, marked=marked
    )
    return Checked(Loaded(source, front, entry), found)


# With these the front matter says nothing, and a page built from it would be another one.
_FATAL = frozenset(
    {
        "yaml-syntax",
        "toml-syntax",
        "yaml-shape",
        "yaml-too-large",
        "control-character",
        "unclosed-front-matter",
    }
)


def read_again(root: Path, source: SourceFile) -> SourceFile | None:
    """The file with its text, which was not kept; None where it is another one by now."""
    with suppress(OSError):
        text = decode((root / source.path).read_bytes(), source.path).value
        if text is not None and digest_of(text.encode()) == source.digest:
            return replace(source, text=text, body=split(text, source.path).value.body)
    return None


def settle(
    root: Path, loaded: Sequence[Loaded], config: Config, now: datetime
) -> Checked[tuple[Loaded | Skipped, ...]]:
    """The pages with the dates that history alone knows; posts of the future left out.

    Asks the history once, and only when some post has no date. `now` is aware.
    """
    needed = any(lacks_date(page) for page in loaded)
    commits = first_commits(root) if needed else {}
    settled: list[Loaded | Skipped] = []
    found: list[Diagnostic] = []
    for page in loaded:
        if lacks_date(page):
            commit = commits.get(page.source.path)
            if commit is None:
                found.append(problems.undated_post(Location(page.source.path)))
            else:
                dated = replace(page.front, date=within(commit, zone_of(config)))
                page = replace(page, front=dated)
        future = _is_future(page, config, now)
        settled.append(Skipped(page.source.path, "future", page.front.date) if future else page)
    return Checked(tuple(settled), tuple(found))


def scoped_values(entry: Entry, config: Config) -> tuple[tuple[str, object], ...]:
    """The defaults that `_config.yml` gives a file: a longer path wins, then a type, then the later."""
    fitting = [scope for scope in config.scopes if _fits(scope.path, scope.kind, entry)]
    fitting.sort(key=lambda scope: (len(scope.path), bool(scope.kind)))
    return tuple({key: value for scope in fitting for key, value in scope.values}.items())


def _fits(path: str, kind: str, entry: Entry) -> bool:
    kinds = {entry.collection or "pages"} | ({"drafts"} if entry.draft else set())
    if kind and kind not in kinds:
        return False
    if "*" in path:
        return fnmatch.fnmatchcase(entry.path, path) or fnmatch.fnmatchcase(entry.path, f"{path}/*")
    return entry.path.startswith(path)


def _named(entry: Entry, front: FrontMatter, config: Config) -> Checked[FrontMatter]:
    """The front matter with what the file's path adds: date, slug, categories."""
    if not entry.collection:
        return Checked(front)
    stem = entry.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    text, slug = split_name(stem)
    found: tuple[Diagnostic, ...] = ()
    date = front.date
    if text and date is None:
        read = read_date(text, config)
        if isinstance(read, datetime):
            date = read
        else:
            found = (problems.bad_date(text, read.why, Location(entry.path)),)
    folders = _folders(entry, config) if entry.kind is Kind.POST else ()
    categories = tuple(dict.fromkeys((*folders, *front.categories)))
    return Checked(replace(front, date=date, slug=front.slug or slug, categories=categories), found)


def _folders(entry: Entry, config: Config) -> tuple[str, ...]:
    """The folders above `_posts` or `_drafts`, which are categories."""
    parts = entry.path.split("/")
    own = next(i for i, part in enumerate(parts) if part in ("_posts", "_drafts"))
    above = [p for p in text_of(dict(config.extra).get("collections_dir")).split("/") if p]
    return tuple(parts[len(above) : own] if parts[: len(above)] == above else parts[:own])


def lacks_date(page: Loaded) -> bool:
    """Whether only the history can tell the date of a post."""
    return page.source.kind is Kind.POST and page.front.date is None and not page.source.draft


def _is_future(page: Loaded, config: Config, now: datetime) -> bool:
    date = page.front.date
    return bool(page.source.collection and date and not config.future and date > now)
