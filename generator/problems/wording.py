"""What the constructors of every room share: the three severities, and the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Location, Severity


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to `word` (ignoring case), or None when nothing is near."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in sorted(set(known), reverse=True)}
    found = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A help line naming the nearest known name, or `otherwise`."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else otherwise


def shown(text: str, most: int = 80) -> str:
    """A text of the writer's as a message quotes it: its beginning, where it is long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def error(code: str, message: str, at: Location, help: str = "", *related: Location) -> Diagnostic:
    """A problem that stops publishing."""
    return Diagnostic(code, Severity.ERROR, message, at, help, related)


def warning(code: str, message: str, at: Location, help: str = "", *related: Location) -> Diagnostic:
    """A problem that fails `make check` but lets the build pass."""
    return Diagnostic(code, Severity.WARNING, message, at, help, related)


def notice(code: str, message: str, at: Location, help: str = "", *related: Location) -> Diagnostic:
    """Something done for the author that he may like to know."""
    return Diagnostic(code, Severity.NOTICE, message, at, help, related)
