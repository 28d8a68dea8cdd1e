r"""Numeric equations in a note's maths: `3\times3\times64=600` is false, and a machine can see it.

Owns which two texts are claimed equal, and when to hold one's tongue: a side that `plain_value`
cannot evaluate is left alone, as are numbers of zeros and ones (binary, Boolean), two bare numbers (a
contradiction in a proof), and quotients cut to whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from generator.markdown.equations import ASIDE, BREAK, FalseEquation
from generator.markdown.plain_value import Value, values
from generator.patterns import pattern
from generator.records import dataclass, replace

_RELATION = pattern(
    r"=|\\(?:approx|neq?|leq?|geq?|ll|gg|sim|simeq|cong|to|implies|iff|propto|doteq|lt|gt|mapsto|"
    r"(?:long|Long)?(?:left|right|Left|Right|leftright|Leftright)arrow)(?![A-Za-z])|[<>≈≠≤≥→⇒]"
)
_OPERATOR_FIRST = pattern(r"(?:[\s&{}]|\\q?quad)*(?:[-+*/^×÷·⋅)\]]|\\(?:times|cdot|div|pm)(?![A-Za-z]))")
_OPERATOR_LAST = pattern(r"(?:[-+*/^×÷·⋅(\[]|\\(?:times|cdot|div|left.))[\s&]*\Z")
_BLANK = " \t\n&"
_STOPS = ".,;:，。；、"
_NUMBER = pattern(r"\d+(?:\.\d+)?")
_DECIMAL_COMMA = pattern(r"(?<![\d,}])(\d{1,3})(?:\{,\}|,)(?=\d{3}(?![\d,{]))")
_SCIENTIFIC = pattern(
    r"([-−]?)\s*(\d+)(?:\.(\d+))?(?:\s*(?:\\times|\\cdot|[×*·])\s*10\s*\^\s*\{?(-?\d{1,3})\}?)?\Z"
)
_POWER_OF_TEN = pattern(r"10\s*\^\s*\{?((?:[3-9]|\d\d))\}?\Z")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an equation; `whole` unless the line was broken within it."""

    text: str
    offset: int
    whole: bool = True


def equated_falsely(tex: str) -> Iterator[FalseEquation]:
    """Each `a = b` of a formula whose two sides have values that differ, beyond rounding."""
    tex = ASIDE.sub(lambda found: " " * len(found[0]), tex)
    for chain in _chains(tex):
        worth = [values(side.text) if side.whole else () for side in chain]
        computed = False
        for (left, first), (right, second) in pairwise(zip(chain, worth, strict=True)):
            computed |= any(not value.bare for value in (*first, *second))
            if computed and first and second and not _agree(left.text, right.text, first, second):
                backwards = first[0].bare > second[0].bare
                claim, computation = (left, right) if backwards else (right, left)
                value = _shown((second if backwards else first)[0].exact)
                yield FalseEquation(computation.text, claim.text, value, claim.offset)


def _chains(tex: str) -> Iterator[list[_Side]]:
    """The sides that equal signs join; a row that begins with one goes on from the row above."""
    chain: list[_Side] = []
    for sides, signs, follows in _rows(tex):
        first, *rest = sides
        if not (follows and signs and not first.text):
            yield chain
            chain = [first]
        for sign, side in zip(signs, rest, strict=True):
            if sign != "=":
                yield chain
                chain = []
            chain.append(side)
    yield chain


def _rows(tex: str) -> Iterator[tuple[list[_Side], list[str], bool]]:
    """The sides and signs of each row of an aligned formula, and whether it stands under another."""
    at, before = 0, None
    for after in (*BREAK.finditer(tex), None):
        end = after.start() if after else len(tex)
        signs = list(_RELATION.finditer(tex, at, end))
        edges = [at, *(edge for sign in signs for edge in sign.span()), end]
        places = list(zip(edges[::2], edges[1::2], strict=True))
        broken_before = before is not None and not before["begin"] and not _whole_row(tex, before, at)
        broken_behind = after is not None and bool(after["begin"] or _OPERATOR_FIRST.match(tex, after.end()))
        sides = [
            _side(tex, *place, not (n == 0 and broken_before) and not (n == len(signs) and broken_behind))
            for n, place in enumerate(places)
        ]
        yield sides, [sign[0] for sign in signs], before is not None and bool(before["row"])
        at, before = after.end() if after else end, after


def _whole_row(tex: str, before: re.Match[str], at: int) -> bool:
    """Whether what stands behind a row's end begins anew, not with the rest of a sum."""
    if not before["row"] or _OPERATOR_FIRST.match(tex, at):
        return False
    return _OPERATOR_LAST.search(tex, max(0, before.start() - 20), before.start()) is None


def _side(tex: str, start: int, end: int, whole: bool) -> _Side:
    text = tex[start:end]
    return _Side(
        text.strip(_BLANK).rstrip(_STOPS + _BLANK), start + len(text) - len(text.lstrip(_BLANK)), whole
    )


def _agree(left: str, right: str, first: tuple[Value, ...], second: tuple[Value, ...]) -> bool:
    """Whether both sides may be equal by some reading of them, rounding allowed."""
    if set("".join(_NUMBER.findall(left + " " + right))) <= set("01."):
        return True
    if any(_near(a, b, right) or _near(b, a, left) for a in first for b in second):
        return True
    left, right = _DECIMAL_COMMA.sub(r"\1.", left), _DECIMAL_COMMA.sub(r"\1.", right)
    exact = [
        [replace(value, low=value.exact, high=value.exact) for value in values(s)] for s in (left, right)
    ]
    return any(_near(a, b, right) or _near(b, a, left) for a in exact[0] for b in exact[1])


def _near(computed: Value, claimed: Value, claim: str) -> bool:
    """Whether the claim is the computed value, or what rounding or cutting makes of it."""
    if computed.meets(claimed):
        return True
    if ten := _POWER_OF_TEN.match(claim):  # an order of magnitude
        claim = f"1*10^{ten[1]}"
    found = _SCIENTIFIC.match(claim.replace("{,}", "").replace(",", ""))
    if found is None:
        return False
    power = int(found[4] or 0)
    if found[3] is None and found[4] is None:  # a whole number: a quotient's floor or ceiling
        return computed.exact.denominator != 1 and abs(computed.exact - claimed.exact) < 1
    last = Fraction(10) ** (power - len(found[3] or ""))
    size, most = abs(claimed.exact), max(abs(computed.low), abs(computed.high))
    least = min(abs(computed.low), abs(computed.high))
    same_sign = computed.exact * claimed.exact >= 0
    return same_sign and size - last / 2 <= most and least < size + last


def _shown(value: Fraction) -> str:
    if value.numerator.bit_length() > 128 or value.denominator.bit_length() > 128:
        return "another number"
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):.6g}" if abs(value) < 10**5 else f"{float(value):,.2f}"
