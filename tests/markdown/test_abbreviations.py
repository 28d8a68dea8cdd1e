"""Names that begin alike, stand in one another or have spaces: what one alternation of all would find."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from generator.markdown import abbreviations
from tests.markdown.reading_aloud import html_of

_PARTS = ["a", "ab", "b", "1", "a_", "+", ".", " ", "  ", "\u3000", "中", "é", "e\u0301"]
# An underscore stands behind a letter alone, where it begins no emphasis.
_texts = st.lists(st.sampled_from(_PARTS), max_size=20).map("".join)
_names = st.lists(_texts.filter(lambda name: name.strip() and len(name) < 9), max_size=6)


def marked(text: str, names: list[str]) -> list[str]:
    """What is marked, in the way that is obvious and takes the text times the names."""
    known = sorted({" ".join(name.split()) for name in names}, key=lambda name: (-len(name), name))
    alternatives = "|".join(r"\s+".join(map(re.escape, name.split())) for name in known)
    return re.findall(rf"(?<!\w)(?:{alternatives})(?!\w)", text) if known else []


@given(_texts, _names)
@example("a + b+1 a+ b", ["a", "a +", "a + b", "+", "+ b", "b+"])
@example("a a a b", ["a a b", "a"])
def test_the_longest_name_at_the_first_place(text: str, names: list[str]) -> None:
    text = f"x {text} x"  # a line of words, whatever stands in it
    page = html_of("".join(f"*[{name}]: title\n" for name in names) + f"\n{text}\n")
    assert re.findall("<abbr[^>]*>(.*?)</abbr>", page, re.DOTALL) == marked(text, names)


def test_a_name_without_end_abbreviates_nothing() -> None:
    name = "a " * (abbreviations._LONGEST // 2) + "a"
    assert "<abbr" not in html_of(f"*[{name}]: title\n\n{name}\n")
    assert "<abbr" in html_of(f"*[{name[2:]}]: title\n\n{name}\n")
