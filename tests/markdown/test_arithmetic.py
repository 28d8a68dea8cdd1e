"""False arithmetic is found, and nothing else is called false."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markdown.arithmetic import false_equations

SEED = Path(__file__).parents[2] / "../shared/data/seed/net_models.md"


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"3\times3\times64=600", "576"),
        (r"1\times1\times256\times64+3\times3\times64\times64=69632", "53,248"),
        (r"\frac{1}{16}+\frac19=0.19", "0.173611"),
        (r"2^{10}=1000", "1,024"),
        (r"\left(1+2\right)*3 = 10", "9"),
        (r"n = 2\cdot 3 = 7", "6"),
        (r"11×11=120", "121"),
        (r"\begin{aligned} a &= 4 \\ 2+2 &= 5 \end{aligned}", "4"),
        (r"69{,}632 = 69,633", "69,632"),
    ],
)
def test_a_false_equation_is_found_with_the_right_value(tex: str, value: str) -> None:
    assert [found.value for found in false_equations(tex)] == [value]


@pytest.mark.parametrize(
    "tex",
    [
        r"3\times3\times64=576",
        r"\frac{1}{16}+\frac{1}{9}=0.1736",
        r"1/3=0.33",
        r"2/3 = 0.66",
        r"2^{10}=1024=2^8\times4",
        r"k=3",
        r"1+1=1",
        r"7+8 \equiv 1 \pmod 7",
        r"3+4=0 \bmod 7",
        r"\sum_{i=1}^{3} i = 6",
        r"1010_2=10",
        r"2(3+4)=14",
        r"50\%=0.5",
        r"0.1+0.2=0.30000000000000004",
        r"5!=120",
        r"1/0=5",
        r"9^{9^{9}}=1",
        r"x = 2, 3 = y",
        r"2\approx 3",
        r"(2,3)=(4,5)",
        "",
    ],
)
def test_what_is_true_or_no_plain_arithmetic_is_left_alone(tex: str) -> None:
    assert list(false_equations(tex)) == []


@given(st.text(alphabet=r"0123456789+-*/^(){}=\times frac.,", max_size=40))
def test_any_text_is_read_without_a_fault(tex: str) -> None:
    list(false_equations(tex))


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_products_are_judged_exactly(a: int, b: int) -> None:
    assert not list(false_equations(rf"{a}\times{b}={a * b}"))
    assert list(false_equations(rf"{a}\times{b}={a * b + 1}"))


def test_the_seed_has_no_false_alarm() -> None:
    if not SEED.exists():
        pytest.skip("the seed post is not on this machine")
    formulas = re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", SEED.read_text(encoding="utf-8"))
    assert len(formulas) > 30
    assert [tex for pair in formulas for tex in pair if list(false_equations(tex))] == []
