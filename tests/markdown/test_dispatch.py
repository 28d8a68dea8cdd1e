"""Asking rules by their first character finds what asking all of them finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.markdown import dialect
from generator.markdown.reading import Reading

FIXTURES = Path(__file__).parent / "fixtures"
COMMONMARK = Path(__file__).parent / "commonmark/examples.json"


@pytest.fixture(scope="module")
def asking_all() -> MarkdownIt:
    """The dialect's parser with the library's own rulers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "dispatch", lambda _: None)
        return dialect._parser.__wrapped__()


def tokens(parser: MarkdownIt, text: str) -> list[Token]:
    return parser.parse(text, {"reading": Reading("note.md")})


def by_character(text: str) -> list[Token]:
    return dialect.parse(text, Reading("note.md"))


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.md")), ids=lambda path: path.stem)
def test_fixtures_are_read_the_same(path: Path, asking_all: MarkdownIt) -> None:
    text = path.read_text(encoding="utf-8")
    assert by_character(text) == tokens(asking_all, text)


def test_commonmark_examples_are_read_the_same(asking_all: MarkdownIt) -> None:
    texts = [text for _, _, text, _ in json.loads(COMMONMARK.read_text(encoding="utf-8"))]
    assert len(texts) > 600
    assert [text for text in texts if by_character(text) != tokens(asking_all, text)] == []


@given(st.text(alphabet="$\\{}[]()<>*_`|:=&#^~!+-0.1 \n\t'\"a中，\u3000", max_size=60))
def test_any_text_is_read_the_same(asking_all: MarkdownIt, text: str) -> None:
    assert by_character(text) == tokens(asking_all, text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n\n| a | b |\n|---|---|\n| 1 | 2 |\n2. b",
        "> a\n\n| a | b |\n|---|---|\n| 1 | 2 |\n2. b",
        "[^1]: > a\n<p>\n\nb",
        "- a\n  b\n- c\n  ===\n",
        "a\n# b\nc\n> d\ne\n- f\ng\n2. h\n```\ni",
        "- a\n\tb\n    - c\n  d",
        "a `b`` c` $d$5 $e\\$ $`f`$ $$g$$ ` ` ``",
    ],
)
def test_paragraphs_taken_whole_end_where_the_rules_end_them(text: str, asking_all: MarkdownIt) -> None:
    assert by_character(text) == tokens(asking_all, text)


LINES = (
    "a", "中文", "- a", "  a", "> a", "1. a", "2. a", "# a", "---", "===", "| a | b |", "|---|---|", "", "",
    "```",
    "    a", ": a", "<p>", "[^1]: a", "{: .a}", "$$", "- ", "\ta", "a $b$ `c`", "**a** _b_", "^",
    "*[a]: b", "[a]: /b",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_any_lines_are_read_the_same(asking_all: MarkdownIt, lines: list[str]) -> None:
    text = "\n".join(lines)
    assert by_character(text) == tokens(asking_all, text)


PARTS = (
    "a", "中", "，", " ", "(", ".", "`c`", "$x$", "**b**", "** b**", "**b **", "**（b）**", "*", "**",
    "_b_", "*b*", "* b*", "*b *", "*（b）*", "*(b)*", "__", "_", "_中_", "__b__", "_(b)_",
    "!", "1", "[a](b)", "[a](b c)", "[^a](b)", "[a](http://x.y/z_w)", "[a](javascript:b)",
    "[a](b&amp;c)", "[[a]](b)", "**a [b](c)**", "[a **b**](c)", "$", "`", "\\",
    "{: .c}", "[a](b){: .c}", "~~s~~", "<a>", "\n",
    "a_b", "1_2", "_", "=", " = ", "x=1", "==", "==h==", "<", "< ", "<3", "<= ", "&", " & ", "&amp;", "~",
    "~~", "!a", "![", "![i](j)", " * ", "a*b",
    " \n", "  \n", "\n  ", "   \n\t",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_any_line_of_pieces_is_read_the_same(asking_all: MarkdownIt, parts: list[str]) -> None:
    text = "".join(parts)
    assert by_character(text) == tokens(asking_all, text)
