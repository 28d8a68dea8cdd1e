r"""Numeric equations in a note's maths: `3\times3\times64=600` is false, and a machine can see it.

Owns a reading of TeX that knows plain numbers, `+ - * / ^`, `\times`, `\cdot`, `\div`, `\frac` and
brackets, in exact fractions. A side that holds anything else has no value and is left alone, as
are formulas about remainders, and sums of zeros and ones (Boolean algebra writes 1+1=1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

_TOKEN = re.compile(
    r"""\s+ | \\[,;:!\ ] | \\quad | \\q?quad | &            # spacing says nothing
      | (?P<number>\d{1,3}(?:\{?,\}?\d{3})+(?![\d,])(?:\.\d+)? | \d+(?:\.\d+)?)
      | (?P<word>\\(?:times|cdot|div|frac|dfrac|tfrac|left|right))(?![A-Za-z])
      | (?P<sign>[-+*/^(){}\[\]×÷−])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_RELATION = re.compile(
    r"=|\\(?:approx|neq|ne|leq?|geq?|sim|simeq|equiv|to|rightarrow|Rightarrow)(?![A-Za-z])|[<>≈≠≤≥]"
)
_ABOUT_REMAINDERS = re.compile(r"\\[pb]?mod\b|\bmod\b|\\equiv|≡")
_SPELLINGS = {"\\times": "*", "\\cdot": "*", "×": "*", "\\div": "/", "÷": "/", "−": "-"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST_DECIMALS = 11
"""Longer ones are a machine's floats, quoted as they are."""
_MOST_BITS = 4096


@dataclass(frozen=True, slots=True)
class FalseEquation:
    """Two sides as written, and the value of the first."""

    left: str
    right: str
    value: str


class _NoValueError(Exception):
    """The text is not plain arithmetic."""


def false_equations(tex: str) -> Iterator[FalseEquation]:
    """Each `a = b` of a formula whose two sides have values that differ, beyond rounding."""
    if "=" not in tex or _ABOUT_REMAINDERS.search(tex):
        return
    for part in re.split(r"\\\\|\\begin\{[a-z*]+\}|\\end\{[a-z*]+\}", tex):
        sides = _RELATION.split(part)
        signs = _RELATION.findall(part)
        for (left, right), sign in zip(pairwise(sides), signs, strict=True):
            if sign == "=" and not _agree(left, right):
                value = _value(left)
                assert value is not None  # noqa: S101 two sides disagree only when both have values
                yield FalseEquation(left.strip(" &"), right.strip(" &"), _shown(value))


def _agree(left: str, right: str) -> bool:
    numbers = re.findall(r"\d+(?:\.\d+)?", left + " " + right)
    if all(number in ("0", "1") for number in numbers):
        return True
    first, second = _value(left), _value(right)
    if first is None or second is None:
        return True
    places = [len(number.partition(".")[2]) for number in numbers if "." in number]
    if places and max(places) > _MOST_DECIMALS:
        return True
    # A decimal on either side may be rounded or cut off in its last place.
    slack = Fraction(1, 10 ** min(places)) if places else Fraction(0)
    return first == second or abs(first - second) < slack


def _value(text: str) -> Fraction | None:
    """The exact value of a side, or None where it is more than plain arithmetic."""
    try:
        reader = _Reader(list(_tokens(text)))
        value = reader.sum()
        return value if reader.done else None
    except (_NoValueError, ZeroDivisionError):
        return None


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        if found["other"]:
            raise _NoValueError
        token = found["number"] or found["word"] or found["sign"]
        if token and token not in ("\\left", "\\right"):
            yield re.sub(r"[{},]", "", token) if found["number"] else _SPELLINGS.get(token, token)


class _Reader:
    """Recursive descent over the tokens: sum of products of powers."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at == len(self._tokens)

    def sum(self) -> Fraction:
        value = self._product()
        while (sign := self._next("+", "-")) is not None:
            term = self._product()
            value = value + term if sign == "+" else value - term
        return value

    def _product(self) -> Fraction:
        value = self._signed()
        while (sign := self._next("*", "/")) is not None:
            factor = self._signed()
            value = value * factor if sign == "*" else value / factor
        return value

    def _signed(self) -> Fraction:
        sign = self._next("-", "+")
        return -self._signed() if sign == "-" else self._signed() if sign == "+" else self._power()

    def _power(self) -> Fraction:
        base = self._atom()
        if self._next("^") is None:
            return base
        exponent = self._atom(one_digit=True)
        bits = (base.numerator.bit_length() + base.denominator.bit_length()) * abs(exponent)
        if exponent.denominator != 1 or bits > _MOST_BITS:
            raise _NoValueError
        return base ** int(exponent)

    def _atom(self, one_digit: bool = False) -> Fraction:
        token = self._take()
        if token in _CLOSING:
            value = self.sum()
            if self._take() != _CLOSING[token]:
                raise _NoValueError
            return value
        if token.endswith("frac"):
            return self._atom(one_digit=True) / self._atom(one_digit=True)
        if not token[0].isdigit():
            raise _NoValueError
        if one_digit and len(token) > 1:  # in TeX, \frac12 is a half, and 2^10 is 2¹0
            self._tokens.insert(self._at, token[1:])
            token = token[0]
        return Fraction(token)

    def _next(self, *signs: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at] in signs:
            return self._take()
        return None

    def _take(self) -> str:
        if self.done:
            raise _NoValueError
        self._at += 1
        return self._tokens[self._at - 1]


def _shown(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):.6g}"
