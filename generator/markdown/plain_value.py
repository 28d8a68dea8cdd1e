r"""The value of plain arithmetic in TeX: `3\times3\times64`, `\frac{1}{16}+\frac19`, `2^{10}`.

Knows plain numbers, `+ - * / ^`, `\times`, `\cdot`, `\div`, `\frac` and brackets, in exact
fractions. A text that holds anything else has no value. A decimal may stand for a number that was
rounded to it, so a value is the span of what it may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from generator.patterns import pattern
from generator.records import dataclass

_TOKEN = pattern(
    r"""\s+ | \\[,;:!>\ ] | \\q?quad(?![A-Za-z])            # spacing says nothing
      | (?P<number>\d{1,3}(?:(?:\{,\}|,|\\,)\d{3})+(?![\d,])(?:\.\d+)? | \d+(?:\.\d+)?)
      | (?P<size>\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z]))
      | (?P<word>\\(?:times|cdot|div|[cdt]?frac)(?![A-Za-z]))
      | (?P<sign>[-+*/^(){}\[\]×÷−·⋅])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPELLINGS = {"\\times": "*", "\\cdot": "*", "×": "*", "·": "*", "⋅": "*", "\\div": ":", "÷": ":", "−": "-"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 400
"""Characters of a side; a longer one is no arithmetic of a person."""
_DEEPEST = 30
_MOST_BITS = 4096
_MOST_DIGITS = 1000
_MOST_DECIMALS = 11
"""Longer ones are a machine's floats, quoted as they are."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a text may be worth: anything from `low` to `high`, its decimals taken for rounded."""

    exact: Fraction
    """Its worth with every number taken as it stands."""
    low: Fraction
    high: Fraction
    bare: bool
    """Whether it is one number and no arithmetic."""

    def meets(self, other: Value) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high


class _NoValueError(Exception):
    """The text is not plain arithmetic."""


def values(text: str) -> tuple[Value, ...]:
    r"""The values of a text, by each way to read `a/b\times c`; none where it is more than arithmetic."""
    if len(text) > _LONGEST:
        return ()
    try:
        tokens = tuple(_tokens(text))
        ways = (False, True) if "/" in tokens and "*" in tokens else (False,)
        return tuple(dict.fromkeys(_Reader(tokens, tight).whole() for tight in ways))
    except (_NoValueError, ZeroDivisionError):
        return ()


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        if found["other"]:
            raise _NoValueError
        if found["number"]:
            yield re.sub(r"[{},\\]", "", found["number"])
        elif token := found["word"] or found["sign"]:
            yield _SPELLINGS.get(token, token)


@dataclass(frozen=True, slots=True)
class _Span:
    """A number somewhere between two."""

    exact: Fraction
    low: Fraction
    high: Fraction

    def apply(self, sign: str, other: _Span) -> _Span:
        """Both joined by a sign, whose ends are met at ends of both."""
        ends = [_joined(sign, mine, its) for mine in (self.low, self.high) for its in (other.low, other.high)]
        if sign in "/:" and other.low <= 0 <= other.high:
            raise _NoValueError
        return _Span(_joined(sign, self.exact, other.exact), min(ends), max(ends))


def _joined(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "+":
        result = left + right
    elif sign == "-":
        result = left - right
    else:
        result = left * right if sign == "*" else left / right
    if result.numerator.bit_length() + result.denominator.bit_length() > _MOST_BITS:
        raise _NoValueError
    return result


class _Reader:
    r"""Recursive descent over the tokens: sum of products of powers.

    `tight` reads `a/b\times c` as `a/(b\times c)`, as many write it.
    """

    def __init__(self, tokens: tuple[str, ...], tight: bool) -> None:
        self._tokens = tokens
        self._tight = tight
        self._at = 0
        self._digits = ""  # what TeX left of a number of which it took one digit
        self._depth = 0

    def whole(self) -> Value:
        span = self._sum()
        if self._at < len(self._tokens) or self._digits:
            raise _NoValueError
        bare = len(self._tokens) <= 2 and self._tokens[-1][0].isdigit()
        return Value(span.exact, span.low, span.high, bare)

    def _sum(self) -> _Span:
        value = self._product()
        while sign := self._next("+", "-"):
            value = value.apply(sign, self._product())
        return value

    def _product(self) -> _Span:
        value = self._signed()
        while sign := self._next("*", "/", ":"):
            factor = self._signed()
            while sign == "/" and self._tight and self._next("*"):
                factor = factor.apply("*", self._signed())
            value = value.apply(sign, factor)
        return value

    def _signed(self) -> _Span:
        negative = False
        while sign := self._next("-", "+"):
            negative ^= sign == "-"
        value = self._power()
        return _Span(-value.exact, -value.high, -value.low) if negative else value

    def _power(self) -> _Span:
        base = self._atom()
        if not self._next("^"):
            return base
        exponent = self._atom(one_digit=True).exact
        bits = base.exact.numerator.bit_length() + base.exact.denominator.bit_length()
        if exponent.denominator != 1 or bits * abs(exponent) > _MOST_BITS:
            raise _NoValueError
        ends = (base.low ** int(exponent), base.high ** int(exponent))
        return _Span(base.exact ** int(exponent), min(ends), max(ends))

    def _atom(self, one_digit: bool = False) -> _Span:
        token = self._take()
        if token in _CLOSING:
            return self._bracket(token)
        if token.endswith("frac"):
            self._deeper()
            value = self._atom(one_digit=True).apply("/", self._atom(one_digit=True))
            self._depth -= 1
            return value
        if not token[0].isdigit():
            raise _NoValueError
        if one_digit and len(token) > 1:  # in TeX, \frac12 is a half, and 2^10 is 2¹0
            token, self._digits = token[0], token[1:]
        return _number(token)

    def _bracket(self, opening: str) -> _Span:
        self._deeper()
        start = self._at
        value = self._sum()
        if self._take() != _CLOSING[opening]:
            raise _NoValueError
        self._depth -= 1
        if opening == "(" and self._is_symbol(start):
            raise _NoValueError
        if opening == "[" and value.exact.denominator != 1:  # Gauss's bracket rounds down
            raise _NoValueError
        return value

    def _is_symbol(self, start: int) -> bool:
        """Whether the bracket just read holds a lone fraction and has no power: Legendre's symbol."""
        inside = self._tokens[start : self._at - 1]
        powered = self._at < len(self._tokens) and self._tokens[self._at] == "^"
        return inside[0].endswith("frac") and not powered and not set(inside) & set("+*/:(")

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NoValueError

    def _next(self, *signs: str) -> str:
        if not self._digits and self._at < len(self._tokens) and self._tokens[self._at] in signs:
            return self._take()
        return ""

    def _take(self) -> str:
        if self._digits:
            token, self._digits = self._digits, ""
            return token
        if self._at == len(self._tokens):
            raise _NoValueError
        self._at += 1
        return self._tokens[self._at - 1]


def _number(token: str) -> _Span:
    """A number as it is written; a decimal that is no sum of halves may have been rounded."""
    whole, _, decimals = token.partition(".")
    if len(whole) > 1 and whole[0] == "0":  # a date's month, a binary word
        raise _NoValueError
    if len(decimals) > _MOST_DECIMALS:
        raise _NoValueError
    if len(whole) > _MOST_DIGITS:
        raise _NoValueError
    value = Fraction(token)
    if value.denominator in (1, 2, 4, 8):
        return _Span(value, value, value)
    half = Fraction(1, 2 * 10 ** len(decimals))
    return _Span(value, value - half, value + half)
