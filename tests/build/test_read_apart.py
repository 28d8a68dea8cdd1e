"""Edited notes that another process reads and parses are what they would be here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import read_apart, reading
from generator.build.read_apart import Notes, notes_read
from generator.model import Config
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


def held() -> tuple[int, list[str]]:
    """How many handles this process has, and the processes that it has started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return len(list(Path("/proc/self/fd").iterdir())), children


def check(notes: Notes, source: Path) -> None:
    """What the notes tell is what reading gives."""
    context = TagContext(Config())
    for entry in entries_of(source):
        there = notes.load(source, entry, Config())
        assert there == reading.load_one(source, entry, Config())
        assert isinstance(there.value, Loaded)
        parsed = notes.parse(source, there.value, context)
        assert parsed == reading.parse_whole(source, there.value, context)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("no process is forked here")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def fails(name: str) -> Callable[..., None]:
    def failing(*_: object) -> None:
        raise RuntimeError(name)

    return failing


@pytest.mark.usefixtures("two_cores")
def test_notes_are_read_and_parsed_apart(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = held()
    first, second = (entry for entry in entries_of(source) if entry.collection)
    with notes_read(alone=False, lets_go=()) as notes:
        notes.ask(source, Config(), (first, second))
        with monkeypatch.context() as patched:
            for name in ("load_one", "parse_whole"):
                patched.setattr(reading, name, fails(name))
            loaded = [notes.load(source, entry, Config()) for entry in (first, second)]
            titles = []
            for each in loaded:
                assert isinstance(each.value, Loaded)
                titles.append(notes.parse(source, each.value, TagContext(Config())).value.page.title)  # type: ignore[union-attr]
            assert titles == ["a", "b"]
        check(notes, source)
    assert held() == before


def test_alone_they_are_read_here(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_apart, "Meanwhile", fails("no process"))
    with notes_read(alone=True, lets_go=()) as notes:
        notes.ask(source, Config(), entries_of(source))
        check(notes, source)


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("at_fault", ["_answer", "_answered"])
def test_where_the_other_process_fails_they_are_read_here(
    source: Path, monkeypatch: pytest.MonkeyPatch, at_fault: str
) -> None:
    monkeypatch.setattr(read_apart, at_fault, fails(at_fault))
    with notes_read(alone=False, lets_go=()) as notes:
        notes.ask(source, Config(), entries_of(source))
        check(notes, source)


@pytest.mark.usefixtures("two_cores")
def test_where_no_process_can_be_had_they_are_read_here(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    before = held()
    monkeypatch.setattr(read_apart, "Meanwhile", full)
    with notes_read(alone=False, lets_go=()) as notes:
        notes.ask(source, Config(), entries_of(source))
        check(notes, source)
    assert held() == before


@pytest.mark.usefixtures("two_cores")
def test_no_process_stays_where_nothing_was_asked(source: Path) -> None:
    before = held()
    with notes_read(alone=False, lets_go=()) as notes:
        check(notes, source)
    assert held() == before


@pytest.mark.usefixtures("two_cores")
def test_the_other_process_holds_no_lock() -> None:
    reading_end, lock = os.pipe()
    with notes_read(alone=False, lets_go=(lock,)):
        os.close(lock)
        assert os.read(reading_end, 1) == b""  # nobody else holds the other end
    os.close(reading_end)
