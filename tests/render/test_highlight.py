"""Highlighting: the quick lexer says what Pygments says, and spans keep the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name
from selectolax.lexbor import LexborHTMLParser

from generator.model import CodeBlock
from generator.render.body import code_html
from generator.render.highlight import highlight
from generator.render.lexing import quickened
from generator.render.plan import page_inputs, surroundings
from generator.render.published_code import highlighted_in, highlighter_of
from generator.render.renderers import Renderer, highlight_first, render_one
from tests.render.samples import AT, THEME, front, page, site

ROOT = Path(__file__).parents[2]
SNIPPETS = {
    "python": 'def f(x: int) -> str:\n\t"""Doc."""\n\treturn f"{x!r:>{3}}" + r"\\d" or b"\\x00"  # 卷\n',
    "javascript": "const f = (a) => `x${a + `y${1e3}`}`; // ok\n/re\\/x/g.test(s) && class K extends L {}\n",
    "css": "@media (min-width: 3px) { a:hover::before { color: #fff !important } }\n",
    "json": '{"a": [1, -2.5e3, true, null, "\\u4e2d"], "b": {}}\n',
    "bash": "for f in *.py; do echo \"$f ${f%.py} $(date)\" | sed 's/a/b/'; done\n",
    "yaml": "a: &x [1, two]\nb:\n  - *x\n  - |\n    text\n",
    "toml": 'a = 1979-05-27T07:32:00Z\n[t."x"]\nb = """m"""\n',
    "rust": 'fn main() { let x: Vec<&\'static str> = vec![r#"raw"#]; /* a /* b */ */ }\n',
    "go": 'func f(c chan<- int) error { return fmt.Errorf("%w", err) }\n',
    "matlab": "x = [1 2; 3 4]'; % note\nif a ~= b, disp('q'), end\n",
    "ini": "[s]\nkey = value ; no\n# c\n",
    "c": "#include <x.h>\n#if 0\n#endif\nstatic size_t f(uint8_t *a) { return a[0] <<= 'b'; } // 卷\n",
    "cpp": 'template <class T> T g(const T& x) { auto s = R"(a)"; return x->y ? 1\'000 : 2e3f; }\n',
    "lua": "local t = string.format('%d', #x) -- note\n",
    "tex": "\\begin{align} $x_{i}$ % c\n\\end{align}\n",
}
QUICK = tuple(SNIPPETS)


def both(language: str, code: str) -> tuple[list[tuple[object, str]], list[tuple[object, str]]]:
    """The tokens of Pygments' own lexer, and of the quick one."""
    plain, quick = (get_lexer_by_name(language, stripnl=False) for _ in range(2))
    return list(plain.get_tokens(code)), list(quickened(quick).get_tokens(code))


@pytest.mark.parametrize("language", QUICK)
def test_the_quick_lexer_agrees_on_a_snippet(language: str) -> None:
    plain, quick = both(language, SNIPPETS[language])
    assert quick == plain


@pytest.mark.parametrize("path", sorted((ROOT / "generator" / "render").glob("*.py")), ids=lambda p: p.name)
def test_the_quick_lexer_agrees_on_real_code(path: Path) -> None:
    plain, quick = both("python", path.read_text(encoding="utf-8"))
    assert quick == plain


@settings(deadline=None, max_examples=60)
@given(language=st.sampled_from(QUICK), data=st.data())
def test_the_quick_lexer_agrees_on_broken_code(language: str, data: st.DataObject) -> None:
    whole = SNIPPETS[language]
    start = data.draw(st.integers(0, len(whole)))
    strange = data.draw(st.text(alphabet="\"'`{}()[]\\/#%$-\n\t 卷aK0\u212aſ", max_size=8))
    plain, quick = both(language, whole[start:] + strange + whole[:start])
    assert quick == plain


def test_most_lexers_are_quickened() -> None:
    changed = [name for name in QUICK if "get_tokens_unprocessed" in vars(quickened(get_lexer_by_name(name)))]
    assert {"python", "javascript", "bash", "c", "cpp", "lua"} <= set(changed)
    assert len(changed) >= 11


def test_a_lexer_of_its_own_make_is_left_alone() -> None:
    assert "get_tokens_unprocessed" not in vars(quickened(get_lexer_by_name("console")))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(("", "nothing", *QUICK)), st.text(alphabet="ab<&>\"' \n卷=1", max_size=60))
def test_highlighting_keeps_every_character(language: str, code: str) -> None:
    tree = LexborHTMLParser(f"<pre>x{highlight(language, code)}</pre>")
    shown = tree.css_first("pre")
    assert shown is not None
    assert shown.text().rstrip("\n") == f"x{code}".rstrip("\n")


def test_neighbours_of_one_class_share_a_span_and_blanks_have_none() -> None:
    html = highlight("python", "x = 1  # a\n")
    assert html.count("<span") == html.count("</span>")
    assert '<span class="c1"># a</span>' in html
    assert 'class="w"' not in html


def page_of(blocks: list[CodeBlock]) -> str:
    return "<p>Code.</p>".join(code_html(block, highlight) for block in blocks)


@given(st.lists(st.tuples(st.sampled_from(["", "c", "python", "no such"]), st.text(max_size=30)), max_size=4))
def test_published_code_is_what_highlighting_gives(codes: list[tuple[str, str]]) -> None:
    blocks = [CodeBlock(language, code, AT) for language, code in codes]
    for (language, code), inner in highlighted_in(page_of(blocks), blocks).items():
        assert inner == highlight(language, code)


def test_code_is_found_in_its_page_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [CodeBlock(language, code, AT) for language, code in SNIPPETS.items()]
    page = page_of(blocks)
    assert highlighted_in(page, blocks).keys() == set(SNIPPETS.items())
    altered = page.replace("Slides", "Hides").replace("range", "rage").replace("static", "statics")
    assert not highlighted_in("<p>Other.</p>", blocks)
    assert all(inner in page for inner in highlighted_in(altered, blocks).values())
    monkeypatch.setattr("generator.render.published_code.highlight", "{}: {}".format)
    one = highlighter_of(page, blocks)
    assert one("python", SNIPPETS["python"]) == highlight("python", SNIPPETS["python"])
    assert one("python", "x = 1") == "python: x = 1"


@pytest.mark.parametrize("blocks", [0, 1, 40])
def test_of_many_pages_no_more_code_is_highlighted_first_than_is_remembered(blocks: int) -> None:
    every = [CodeBlock("python", f"x = {number}\n", AT) for number in range(blocks)]
    whole = site(page(front("题"), "<p>x</p>", *every))
    (given_page,) = page_inputs(whole, {}, {})
    highlighted: list[str] = []

    def highlighter(language: str, code: str) -> str:
        highlighted.append(code)
        return highlight(language, code)

    one = Renderer(surroundings(whole, THEME), THEME.templates, highlighter)
    highlight_first(one, given_page)
    assert highlighted == [block.code for block in every[:32]]
    assert (highlight.cache_info().maxsize or 0) >= 64 * 32  # a piece of work has 64 pages at most
    assert render_one(one, given_page).value.content.count(b'class="code"') == blocks
