"""Edited notes that another process reads and parses are what they would be here."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.build import notes as alone
from generator.build.edits import read_apart
from generator.build.edits.read_apart import Notes
from generator.build.processes.meanwhile import Asked
from generator.model import Config
from generator.output.files import files_below
from generator.resolve import Placed
from generator.source.discover import Entry, discover
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded

TEXT = "---\ntitle: A\n---\nText, $x$ and [a link](b.html#c).\n\n## Part\n\n```python\nx = 1\n```\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in "ab":
        path = tmp_path / f"_posts/2024-01-01-{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT.replace("title: A", f"title: {name}"), encoding="utf-8")
    (tmp_path / "marked.md").write_text("---\ntitle: M\n---\n{{ site.title }}\n", encoding="utf-8")
    return tmp_path


def entries_of(source: Path) -> tuple[Entry, ...]:
    return discover(source, Config()).value.entries


def held() -> set[str]:
    """The handles of this process, by what is behind each, and the processes that it has started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    behind = set[str]()
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the handle on the list itself
            behind.add(f"{handle.name}: {handle.readlink()}")
    return behind | set(children)


def check(notes: Notes, source: Path) -> None:
    """What the notes tell is what reading gives."""
    context = TagContext(Config())
    for entry in entries_of(source):
        there = notes.load(source, entry, Config())
        assert there == alone.load_one(source, entry, Config())
        assert isinstance(there.value, Loaded)
        parsed = notes.parse(source, there.value, context)
        assert parsed == alone.parse_whole(source, there.value, context)


def fails(name: str) -> Callable[..., None]:
    def failing(*_: object) -> None:
        raise RuntimeError(name)

    return failing


@pytest.fixture
def begun() -> Iterator[Callable[..., Asked]]:
    """Begins the other process, and sees that nothing of it is left."""
    if sys.platform != "linux":
        pytest.skip("no process is forked here")
    before, every = held(), list[Asked]()

    def begin(spare: str = "no spare tree") -> Asked:
        handles = [handle for each in every for handle in each.handles]
        every.append(Asked(lambda asked: read_apart.read_notes(asked, spare), handles))
        return every[-1]

    yield begin
    for each in every:
        each.close()
    assert held() <= before  # what others have left may go meanwhile


def test_notes_are_read_and_parsed_apart(
    source: Path, begun: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (entry for entry in entries_of(source) if entry.collection)
    notes = Notes(begun())
    notes.ask(source, Config(), (first, second))
    with monkeypatch.context() as patched:
        for name in ("load_one", "parse_whole"):
            patched.setattr(alone, name, fails(name))
        titles = []
        for loaded in [notes.load(source, entry, Config()) for entry in (first, second)]:
            assert isinstance(loaded.value, Loaded)
            parsed = notes.parse(source, loaded.value, TagContext(Config())).value
            assert isinstance(parsed, Placed)
            titles.append(parsed.page.title)
        assert titles == ["a", "b"]
    check(notes, source)


def test_without_another_process_they_are_read_here(source: Path) -> None:
    notes = Notes()
    notes.ask(source, Config(), entries_of(source))
    check(notes, source)


@pytest.mark.parametrize("at_fault", ["_answer", "read_notes"])
def test_where_the_other_process_fails_they_are_read_here(
    source: Path, begun: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch, at_fault: str
) -> None:
    monkeypatch.setattr(read_apart, at_fault, fails(at_fault))
    notes = Notes(begun())
    notes.ask(source, Config(), entries_of(source))
    check(notes, source)


def test_the_files_of_the_spare_tree_are_told(source: Path, begun: Callable[..., Asked]) -> None:
    told, none = Notes(begun(str(source))), Notes(begun())
    for notes in (told, none):
        notes.ask(source, Config(), entries_of(source)[:1])
    assert sorted(told.listed() or ()) == sorted(files_below(source))
    assert none.listed() is None and Notes().listed() is None


def test_what_was_not_asked_for_is_read_here(source: Path, begun: Callable[..., Asked]) -> None:
    check(Notes(begun()), source)
