"""What is counted or found without a pattern is what the pattern would count or find."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markdown_it.token import Token

from generator.markdown import page, tokens
from generator.model import Content, FrontMatter, Kind, page_of

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*")
ID = re.compile(r'<[A-Za-z][^<>\s]*+(?=\s)[^<>]*?\sid="([^"]+)"')
TAG_PARTS = (
    "<a",
    "<h1",
    "</a",
    "<1",
    "<",
    ">",
    " ",
    "\n",
    ' id="',
    ' id=""',
    ' id="x"',
    'id="y"',
    '"',
    "x",
    "&amp;",
)


@given(st.text(max_size=40) | st.text("a'’ é中文ɏĀɐ×。𠀀😀", max_size=40))
def test_han_characters_and_words_are_counted(text: str) -> None:
    read = page_of(Content((), (), (text,)), path="a.md", kind=Kind.POST, front=FrontMatter())
    assert (read.han, read.words) == (len(HAN.findall(text)), len(WORD.findall(text)))


@given(st.lists(st.sampled_from(TAG_PARTS), max_size=14).map("".join))
def test_the_first_id_of_each_tag_is_an_anchor(html: str) -> None:
    assert list(page._ids_of((html,))) == [unescape(found) for found in ID.findall(html)]


def test_a_token_made_at_once_is_the_library_s() -> None:
    asked = Token("td_open", "td", 1, level=2, content="a", block=True)
    assert tokens.make is tokens._made
    assert tokens._made("td_open", "td", 1, 2, "a", True) == asked
    assert tokens._asked("td_open", "td", 1, 2, "a", True) == asked
