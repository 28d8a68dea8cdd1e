"""What is wrong in a note's formulas is told at its own line of the Markdown."""

from __future__ import annotations

import pytest

from generator.diagnostics import Severity
from generator.markdown.page import parse_page
from generator.model import Config, FrontMatter, Kind, SourceFile
from tests.markdown.reading_aloud import read


def told(text: str) -> list[tuple[str, int]]:
    return [(d.code, d.at.line) for d in read(text).diagnostics]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("$2+2=5$", 1),
        ("a\nb $2+2=5$ c", 2),
        ("a `x\ny` b\n$x\n=2+2=5$", 4),
        ("a $$\n2+2\n= 5$$ b", 3),
        ("$$2+2=5$$", 1),
        ("$$\n\n2+2=5\n$$", 3),
        ("\n\n$$\n\\begin{aligned}\na &= 4 \\\\\nb &= 2+2 \\\\\n  &= 5\n\\end{aligned}\n$$", 7),
        ("\\begin{align}\na &= 1 \\\\\nb &= 2+2 = 5\n\\end{align}", 3),
        ("> a\n>\n> $$\n> 2+2=5\n> $$", 4),
        ("- a\n\n  - b $2+2=5$", 3),
        ("| a |\n|---|\n| b |\n| $2+2=5$ |", 4),
        ("## a $2+2=5$", 1),
        ("a[^n]\n\n[^n]: b\n    $2+2=5$", 4),
        ("```math\n\n\n2+2=5\n```", 4),
        ("a \\\\(2+2=5\\\\)", 1),
        ("a\n\\\\[\n2+2=5\n\\\\]", 3),
        ("![p](p.png)\nfig. 1 $2+2=5$", 2),
    ],
)
def test_a_false_sum_is_told_where_it_stands(text: str, line: int) -> None:
    assert told(text) == [("false-arithmetic", line)]


def test_the_right_value_is_named() -> None:
    (found,) = read("$3\\times3\\times64=600$").diagnostics
    assert found.severity is Severity.WARNING
    assert found.message == r"3\times3\times64 is 576, found 600"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n$\\frac{a}{b$", 2),
        ("$$\na\n+ {b\n$$", 3),
        ("$$\n\\begin{aligned}\na &= b \\\\\n\\left( c\n\\end{aligned}\n$$", 5),
        ("\n$$\n\\begin{dcases} a \\end{dcases}\n$$", 3),
    ],
)
def test_broken_maths_is_told_where_it_stands(text: str, line: int) -> None:
    assert told(text) == [("broken-maths", line)]


@pytest.mark.parametrize(
    "text",
    [
        "Since $3^2 = 4$, $3^3 = 2 \\pmod 5$",
        "在模 $5$ 的剩余类里 $3+4=2$",
        "按位异或：$6+3=5$",
        "八进制里 $7+1=10$",
    ],
)
def test_sums_of_another_kind_are_left_alone(text: str) -> None:
    assert told(text) == []


def test_code_and_prices_are_no_formulas() -> None:
    assert told("`$2+2=5$` and `$$\n{`, 5$ and 6$\n\n    $2+2=5$\n\n```\n$$2+2=5$$\n```") == []


@pytest.mark.parametrize("site", [True, False])
def test_a_check_is_switched_off_for_a_site_or_a_page(site: bool) -> None:
    source = SourceFile("a.md", Kind.POST, "", "$2+2=5$ ${a$ [x](#y)", "")
    off = ("broken-maths", "false-arithmetic")
    front = FrontMatter() if site else FrontMatter(extra=(("checks", dict.fromkeys(off, False)),))
    config = Config(unchecked=off) if site else Config()
    assert [d.code for d in parse_page(source, front, config).diagnostics] == ["unknown-jump"]
    wanted = FrontMatter(extra=(("checks", {"false-arithmetic": True}),))
    again = parse_page(source, wanted, Config(unchecked=off)).diagnostics
    assert "false-arithmetic" in [d.code for d in again]


def test_many_formulas_are_read_in_linear_steps() -> None:
    """A quadratic reading of these would take minutes, and be cut off by the runner."""
    read("$" + r"\frac12" * 20_000 + "=3$")
    read("$" + "(" * 100_000 + "=" + ")" * 100_000 + "$")
    read("$" + "=".join(["9^{999}"] * 20_000) + "$")
    read("$$\n" + "1+1=3 \\\\\n" * 5_000 + "$$")
    read("$" + r"\begin{aligned}" * 20_000 + "$")
