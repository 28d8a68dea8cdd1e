"""How figures, tables and prose print numbers: one manner, rounded only where it says so."""

from __future__ import annotations


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


def percent(part: float, decimals: int = 2) -> str:
    """A share (0 to 1) as 94.86%."""
    return f"{100 * part:.{decimals}f}%"


def factors(*values: int) -> str:
    """A product as 3×3×64."""
    return "×".join(count(value) for value in values)


def signed(value: object) -> str:
    """A number with a real minus sign."""
    return str(value).replace("-", "−")


def bracketed(value: int) -> str:
    """A number as a factor: negative ones in brackets."""
    return f"({signed(value)})" if value < 0 else str(value)
