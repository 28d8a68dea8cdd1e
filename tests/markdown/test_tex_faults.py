"""Our reading of TeX beside MathJax's own verdicts, which were taken from MathJax 3.2.2."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markdown.tex_faults import tex_fault

FIXTURES = Path(__file__).parent / "fixtures"


def formulas(name: str) -> list[str]:
    return (FIXTURES / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("tex", formulas("mathjax_sets.txt"))
def test_what_mathjax_sets_is_no_fault(tex: str) -> None:
    assert tex_fault(tex) is None


@pytest.mark.parametrize("tex", formulas("mathjax_rejects.txt"))
def test_what_mathjax_rejects_is_a_fault(tex: str) -> None:
    assert tex_fault(tex) is not None


@pytest.mark.parametrize(
    ("tex", "reason", "help", "offset"),
    [
        (r"\frac{a}{b", "{ without }", "add }", 8),
        (r"a}", "} without {", "add {, or take it away", 1),
        (r"x+\left(a", r"\left without \right", r"add \right", 2),
        (r"a\right)", r"\right without \left", r"add \left, or take it away", 1),
        (r"{a\right)}", r"\right stands where } is due", "write } first", 2),
        (r"\begin{aligned}a", r"\begin{aligned} without \end{aligned}", r"add \end{aligned}", 0),
        (r"\begin{align}a\end{aligned}", r"\begin{align} ends with \end{aligned}", r"write \end{align}", 14),
        (r"\begin{alinged}a\end{alinged}", 'no environment "alinged"', 'did you mean "aligned"?', 0),
        (r"a_b_c", "two subscripts on one symbol", "use braces, as in a_{b_c}", 3),
        (r"a & b", '"&" stands outside a table', r"write \&, or use aligned or a matrix", 2),
        (r"\frac{1}", r"\frac lacks an argument", "write it in braces", 8),
        (r"\left{a\right}", r"\left without a delimiter", r"write \left. for none", 0),
    ],
)
def test_a_fault_is_named_with_its_place_and_a_way_out(tex: str, reason: str, help: str, offset: int) -> None:
    found = tex_fault(tex)
    assert found is not None
    assert (found.reason, found.help, found.offset) == (reason, help, offset)


def test_macros_and_environments_of_the_author_are_left_alone() -> None:
    assert tex_fault(r"\newcommand{\a}[1]{#1}") is None
    assert tex_fault(r"\begin{mine}a\end{mine}") is not None
    assert tex_fault(r"\begin{mine}a\end{mine}", own_environments=True) is None


@given(st.text(alphabet="\\{}^_&'#% ab$\nbeginrightlef", max_size=60))
def test_any_text_is_read_without_a_fault_of_ours(tex: str) -> None:
    tex_fault(tex)


def test_deep_nesting_is_no_matter_of_recursion() -> None:
    assert tex_fault("{" * 50_000 + "}" * 50_000) is None
    assert tex_fault(r"\left(" * 50_000) is not None


PARTS = (
    *("a", "x", "1", "+", "_", "^", "{", "}", "&", "'", "#", "%", "\n", " ", "中", "\\"),
    *(r"\\", r"\,", r"\{", r"\}", r"\alpha", r"\sum", r"\text", r"\leftx", r"\hline", r"\limits", r"\verb"),
    *(r"\frac", r"\frac{a}{b}", r"\hat{x}", r"\sqrt", "^{2}", "_{i}", r"\left(", r"\right)"),
    *(r"\begin{aligned}", r"\end{aligned}", r"\matrix{"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=10).map("".join))
def test_a_formula_of_the_common_sort_has_no_fault_that_a_walk_finds(tex: str) -> None:
    walked = tex_fault(r"\left.\right." + tex)
    assert (tex_fault(tex) is None) == (walked is None)
