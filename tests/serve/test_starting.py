"""A preview that starts again: from what the one before remembered, and never from what is torn."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.serve.running import Running, post, until


def state(blog: Path) -> Path:
    return blog.parent / ".site.notes/serve"


def rows(blog: Path) -> int:
    """How many values a preview has remembered."""
    with closing(sqlite3.connect(f"file:{state(blog)}/memo?mode=ro", uri=True)) as file:
        found: tuple[int] = file.execute("SELECT count(*) FROM row").fetchone()
    return found[0]


@pytest.fixture
def remembered(blog: Path) -> Path:
    """A blog of which a preview has remembered its pages."""
    live = Running(blog)
    until(lambda: rows(blog))
    live.stop()
    return blog


def test_what_was_edited_between_two_previews_is_shown(remembered: Path) -> None:
    (remembered / "_posts/2024-03-02-two.md").write_text(post("Two", "Edited meanwhile."))
    (remembered / "_posts/2024-03-03-three.md").write_text(post("Three", "New meanwhile."))
    (remembered / "_posts/2024-03-01-one.md").unlink()
    live = Running(remembered)
    try:
        assert b"Edited meanwhile." in live.get("/two.html")[1]
        assert b"New meanwhile." in live.get("/three.html")[1]
        assert live.get("/one.html")[0].status == 404
        assert b"Three" in live.get("/")[1]
    finally:
        live.stop()


def test_an_edit_of_a_remembered_page_is_shown(remembered: Path) -> None:
    live = Running(remembered)
    try:
        (remembered / "_posts/2024-03-02-two.md").write_text(post("Two", "Edited now."))
        until(lambda: b"Edited now." in live.get("/two.html")[1])
        assert b"Two" in live.get("/one.html")[1]
    finally:
        live.stop()


@pytest.mark.parametrize("name", ["memo", "memo-contents"])
def test_a_torn_memory_is_not_believed(remembered: Path, name: str) -> None:
    file = state(remembered) / name
    file.write_bytes(file.read_bytes()[:-500])
    live = Running(remembered)
    try:
        assert b"The second section" in live.get("/one.html")[1]
        assert not any("Traceback" in line for line in live.said)
    finally:
        live.stop()


def test_a_memory_that_is_torn_while_the_preview_runs_is_not_believed(remembered: Path) -> None:
    live = Running(remembered)
    try:
        (state(remembered) / "memo-contents").write_bytes(b"")
        (remembered / "_config.yml").write_text("title: Renamed\npermalink: /:title.html\n")
        until(lambda: b"Renamed" in live.get("/one.html")[1])
        assert b"The second section" in live.get("/one.html")[1]
        assert not any("Traceback" in line for line in live.said)
    finally:
        live.stop()


def test_two_previews_of_one_source_do_not_wait_for_each_other(remembered: Path) -> None:
    both = Running(remembered), Running(remembered)
    try:
        (remembered / "_posts/2024-03-02-two.md").write_text(post("Two", "For both."))
        until(lambda: all(b"For both." in live.get("/two.html")[1] for live in both))
    finally:
        for live in both:
            live.stop()
