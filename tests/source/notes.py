"""Short ways for the tests of the source to make a note and read it."""

from __future__ import annotations

from generator.config import parse_config
from generator.diagnostics import Checked
from generator.model import Config, FrontMatter, Kind, SourceFile
from generator.source.discover import Entry
from generator.source.load import Loaded, Skipped, parse


def config(text: str = "") -> Config:
    """The configuration that a text describes."""
    return parse_config(text).value


def entry(path: str = "_posts/note.md") -> Entry:
    """A post where the path says so, else a page."""
    post = "_posts/" in path or "_drafts/" in path
    return Entry(path, Kind.POST if post else Kind.PAGE, "posts" if post else "", "_drafts/" in path, 0, 0)


def read(text: str, path: str = "_posts/note.md", settings: str = "") -> Checked[Loaded | Skipped]:
    """A note's text, as `load` would read it from a file."""
    return parse(text.encode(), entry(path), config(settings))


def front(lines: str, path: str = "_posts/note.md", settings: str = "") -> FrontMatter:
    """The front matter that lines between the fences give; the note must not be skipped."""
    loaded = read(f"---\n{lines}\n---\nbody\n", path, settings).value
    assert isinstance(loaded, Loaded)
    return loaded.front


def codes(checked: Checked[Loaded | Skipped]) -> list[tuple[str, int]]:
    """Code and line of each problem."""
    return [(problem.code, problem.at.line) for problem in checked.diagnostics]


def source(path: str = "_posts/note.md", body: str = "", collection: str | None = None) -> SourceFile:
    """A source file without front matter."""
    made = entry(path)
    within = made.collection if collection is None else collection
    return SourceFile(path, made.kind, body, body, "", made.draft, within)
