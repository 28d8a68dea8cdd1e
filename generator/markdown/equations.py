r"""Whether a formula may equate numbers at all: most do not, and are not looked into. Formulas about
remainders, bits or other bases are left alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from generator.patterns import pattern
from generator.records import dataclass

_OTHER_ARITHMETIC = pattern(
    r"\\[pb]?mod(?![A-Za-z])|\\(?:equiv|oplus)(?![A-Za-z])|[≡⊕]|\b(?:mod|modulo|modular|XOR|binary|boolean)\b|"
    r"\bGF\(|模\s*\$?\d|取模|求余|同余|剩余类|有限域|异或|进制|布尔",
    re.IGNORECASE,
)
BREAK = pattern(
    r"(?P<row>\\\\(?:\*|\[[^\]\\\n]{0,20}\])?)|\\(?:(?P<begin>begin)|end)\{[A-Za-z]+\*?\}(?:\{[^{}\n]{0,40}\})?"
)
ASIDE = pattern(r"\\(?:tag\*?|label)\{[^{}]*\}|\\(?:notag|nonumber|displaystyle|textstyle)(?![A-Za-z])")
# What may stand between a side's numbers and its ends, though it has letters.
_WORDS = pattern(
    rf"{BREAK.pattern}|{ASIDE.pattern}|"
    r"\\(?:times|cdot|div|[cdt]?frac|left|right|[bB]igg?[lr]?|q?quad)(?![A-Za-z])"
)
_FIRST_NUMBER = pattern(r"[^A-Za-z_\d]*\d")


@dataclass(frozen=True, slots=True)
class FalseEquation:
    """What is claimed of a computation, what it comes to, and the claim's place in the TeX."""

    computation: str
    claim: str
    value: str
    offset: int


def is_of_another_kind(text: str) -> bool:
    """Whether a text speaks of remainders, bits or other bases, where sums come out otherwise."""
    return _OTHER_ARITHMETIC.search(text) is not None


def false_equations(tex: str) -> tuple[FalseEquation, ...]:
    """Each `a = b` of a formula whose two sides have values that differ, beyond rounding."""
    if "=" not in tex or not _may_equate(tex):
        return ()
    from generator.markdown.arithmetic import (
        equated_falsely,  # which loads exact numbers: few notes need them
    )

    found = tuple(equated_falsely(tex))
    return () if found and is_of_another_kind(tex) else found


def _may_equate(tex: str) -> bool:
    """Whether some equal sign has a number on either side, with no letter of a name between.

    Most formulas have none, and are not looked into.
    """
    sides = _WORDS.sub(" ", tex).split("=")
    return any(
        _FIRST_NUMBER.match(left[::-1]) and _FIRST_NUMBER.match(right) for left, right in pairwise(sides)
    )
