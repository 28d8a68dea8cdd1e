r"""Formulas set at build: what MathJax takes and LaTeX does not, and faults at their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.markdown.mathml import Fault, Setter
from generator.markdown.plain import as_html
from generator.model import Config, FrontMatter
from tests.markdown.reading_aloud import read

MATHML = Config(maths_by="mathml")
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "net_models.md"


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{split}a&=b\\&=c\end{split}",
        r"\begin{eqnarray}a&=&b\end{eqnarray}",
        r"\begin{alignat}{2}a&=b\end{alignat}",
        r"\newcommand{\R}{\mathbb R}\R",
        r"\newcommand\R[1]{\mathbf{#1}}\R x",
        r"a \tag{1}",
        r"\begin{aligned}a&=b\end{aligned}\tag{2}",
        r"\sum_{\substack{i<n\\j<m}}",
        r"\mbox{若}\ \pmb x\ \widetilde W",
    ],
)
def test_what_mathjax_takes_is_set(tex: str) -> None:
    made = Setter().set(tex, display=True)
    assert isinstance(made, str), made
    assert made.startswith('<math display="block">') and made.endswith("</math>")


def test_the_annotation_is_the_authors_own_tex() -> None:
    made = Setter().set(r"\begin{align}a&<b\end{align}", display=True)
    assert isinstance(made, str)
    wanted = r'<annotation encoding="application/x-tex">\begin{align}a&amp;&lt;b\end{align}</annotation>'
    assert wanted in made


@pytest.mark.parametrize(
    ("tex", "numbered"),
    [
        (r"\begin{align}a&=b\end{align}", False),
        (r"\begin{align}a&=b\label{x}\end{align}", True),
        (r"a\tag{7}", True),
    ],
)
def test_only_what_has_a_label_or_a_tag_is_numbered(tex: str, numbered: bool) -> None:
    made = Setter().set(tex, display=True)
    assert isinstance(made, str)
    assert ("<mtext>(" in made.partition("<annotation")[0]) is numbered


def test_a_definition_holds_for_the_formulas_behind_it_and_on_its_page_alone() -> None:
    setter = Setter()
    setter.set(r"\newcommand{\half}{\frac12}", display=False)
    assert isinstance(setter.set(r"\half", display=False), str)
    assert isinstance(Setter().set(r"\half", display=False), Fault)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n$$\nx\n+\\foo\n$$", 5),
        ("a\n\n$$x\n+\\foo$$", 4),
        ("\n\\begin{align}\na&=\\foo\n\\end{align}", 3),
        ("a\nb $\\foo$ c", 2),
        ("a\nb $x\n+\\foo$ c", 3),
        ("a\n\n```math\nx\n\\foo\n```", 5),
        ("a\n$$\n\\foo$$\nb", 3),
        ("## a $\\foo$", 1),
        ("x\n\n- a\n\n  $\\foo$", 5),
    ],
)
def test_a_formula_that_cannot_be_set_is_told_once_at_its_line(text: str, line: int) -> None:
    page = read(text, MATHML)
    (found,) = page.diagnostics
    assert (found.code, found.at.line) == ("bad-formula", line)
    assert 'unknown command "\\foo"' in found.message
    assert "\\foo" in as_html(page.value.body)


def test_a_page_may_choose_against_its_site() -> None:
    for site, page, mathml in (("mathjax", "mathml", True), ("mathml", "mathjax", False)):
        made = read("$x$", Config(maths_by=site), FrontMatter(maths_by=page)).value
        assert (made.has_mathml, made.has_math) == (mathml, not mathml)
        assert ("<math>" in as_html(made.body)) is mathml


def test_headings_contents_and_excerpts_are_set_too() -> None:
    page = read("# $x^2$\n\n设 $y$。\n\n* TOC\n{:toc}\n", MATHML).value
    assert "<msup>" in page.headings[0].html
    assert as_html(page.body).count("<msup>") == 2
    assert "<mi>y</mi>" in as_html(page.excerpt)


def test_every_formula_of_the_seed_is_set() -> None:
    if not SEED.is_file():
        pytest.skip("no ../shared/data/seed: the seed post is not here")
    page = read(SEED.read_text(encoding="utf-8"), MATHML)
    html = as_html(page.value.body)
    assert [d for d in page.diagnostics if d.code == "bad-formula"] == []
    assert html.count("<math") == html.count('class="math ') > 40
