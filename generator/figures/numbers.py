"""How figures, tables and prose print numbers: one manner, rounded only where it says so."""

from __future__ import annotations

import re
from fractions import Fraction
from types import MappingProxyType

from generator.records import dataclass

SCALES = MappingProxyType({"k": 10**3, "M": 10**6, "G": 10**9, "KiB": 2**10, "MiB": 2**20})
_FORMAT = re.compile(r"(?:\.(\d))?\s*(k|M|G|%|percent|KiB|MiB)?")
_DECIMALS = MappingProxyType({"k": 1, "M": 1, "G": 2, "KiB": 1, "MiB": 1})


@dataclass(frozen=True, slots=True)
class Format:
    """Decimals and a unit: `.1M` is millions with one decimal, `%` hundredths with two."""

    decimals: int
    unit: str = ""

    def number(self, value: Fraction) -> str:
        """The value in the unit, without its name."""
        scale = Fraction(1, 100) if self.unit == "%" else Fraction(SCALES.get(self.unit, 1))
        return f"{float(value / scale):,.{self.decimals}f}"

    def text(self, value: Fraction) -> str:
        """The value in the unit, with its name."""
        number = self.number(value)
        if self.unit == "%":
            return f"{number}%"
        return f"{number}\N{NO-BREAK SPACE}{self.unit}" if self.unit else number


def read_format(text: str) -> Format | None:
    """The format that `.1M`, `G`, `%` or `.3` spells; None where it is none."""
    found = _FORMAT.fullmatch(text.strip())
    if found is None or not found[0]:
        return None
    unit = "%" if found[2] == "percent" else found[2] or ""
    return Format(int(found[1]) if found[1] else _DECIMALS.get(unit, 2), unit)


def count(value: int) -> str:
    """A whole number with thousands separators: 15,552."""
    return f"{value:,}"


def short(value: int) -> str:
    """A number in few figures with its unit: 11.28 G, 568.7 M, 4.21 M, 18.4 k, 864."""
    for unit, scale in (("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if value >= scale:
            decimals = 2 if value < 10 * scale or unit == "G" else 1
            return f"{value / scale:,.{decimals}f} {unit}"
    return str(value)


def dims(*sizes: int) -> str:
    """Sizes as 11×11×3."""
    return "×".join(map(str, sizes))


def shape(of: tuple[int, ...]) -> str:
    """A map (channels, height, width) as height×width×channels, a vector as its length."""
    channels, *hw = of
    return count(channels) if hw in ([1, 1], []) else dims(*hw, channels)


def percent(part: float | Fraction, decimals: int = 2) -> str:
    """A share (0 to 1) as 94.86%."""
    return Format(decimals, "%").text(Fraction(part))


def factors(*values: int) -> str:
    """A product as 3×3×64."""
    return "×".join(count(value) for value in values)


def signed(value: object) -> str:
    """A number with a real minus sign."""
    return str(value).replace("-", "−")


def bracketed(value: int) -> str:
    """A number as a factor: negative ones in brackets."""
    return f"({signed(value)})" if value < 0 else str(value)
