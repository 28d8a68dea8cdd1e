"""A page's headings and ids come back from the few texts that hold them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Location
from generator.model import Heading, Outline

TEXTS = st.text(alphabet="ab <&\n空洞+- 1", max_size=6)
HEADINGS = st.lists(
    st.builds(
        Heading,
        st.integers(1, 6),
        TEXTS,
        TEXTS,
        st.builds(Location, st.just("note.md"), st.integers(0, 2000)),
        TEXTS.filter(bool),
        st.booleans(),
    ),
    max_size=4,
).map(tuple)
IDS = st.lists(st.text("ab空+", min_size=1, max_size=3), unique=True, max_size=4)


@given(HEADINGS, IDS)
def test_headings_and_ids_come_back(headings: tuple[Heading, ...], ids: list[str]) -> None:
    outline = Outline.of(headings, ids)
    assert outline.headings_of("note.md") == headings
    assert outline.anchors == tuple(ids)
    assert outline.named == tuple((heading.text, heading.anchor) for heading in headings)


@given(HEADINGS)
def test_ids_of_headings_alone_are_held_once(headings: tuple[Heading, ...]) -> None:
    ids = [heading.anchor for heading in headings if heading.anchor]
    outline = Outline.of(headings, ids)
    assert outline.anchors == tuple(ids)
    assert not outline.all_ids or len(ids) < len(headings)


@given(HEADINGS, st.lists(st.integers(1, 5000), max_size=2000))
def test_lines_are_moved(headings: tuple[Heading, ...], lines: list[int]) -> None:
    moved = Outline.of(headings, ()).at_lines(lines).headings_of("note.md")
    for before, now in zip(headings, moved, strict=True):
        line = before.at.line
        assert now.at.line == (lines[line - 1] if 0 < line <= len(lines) else line)


def test_a_text_that_no_page_has_does_no_harm() -> None:
    heading = Heading(2, "a\0b", "c", Location("note.md", 3), "a\0b")
    (read,) = Outline.of([heading], ["c"]).headings_of("note.md")
    assert read.text == "a\ufffdb" and read.anchor == "c"
