"""Problems of computed tables and values: unknown networks, quantities, columns, keys."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import did_you_mean, error, warning


def bad_value(role: str, expression: str, reason: str, at: Location, help: str = "") -> Diagnostic:
    """A role whose expression gives no number."""
    return error("bad-value", f"{{{role}}} `{expression}`: {reason}", at, help)


def bad_table(kind: str, reason: str, at: Location, help: str = "") -> Diagnostic:
    """A table that cannot be computed."""
    return error("bad-table", f"{kind}: {reason}", at, help)


def bad_published(reason: str, at: Location, help: str = "") -> Diagnostic:
    """A row of published figures that cannot be computed."""
    return error("bad-published", reason, at, help)


def unknown_operators(network: str, operators: Iterable[str], at: Location) -> Diagnostic:
    """A model with operators that the engine does not have, so that its costs are known in part."""
    message = f"{network} has operators that the engine does not know: {', '.join(operators)}"
    return warning(
        "unknown-operator",
        message,
        at,
        "its table lists them, leaves out what stands behind them, and has no totals",
    )


def unknown_param(kind: str, key: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A `:key:` that a table does not have."""
    names = sorted(known)
    help = did_you_mean(key, names, f"known are {', '.join(names)}")
    return error("unknown-param", f'{kind} has no "{key}"', at, help)


def bad_layer(network: str, message: str, at: Location, help: str = "") -> Diagnostic:
    """A line of a network written in the note that is no layer."""
    return error("bad-layer", f"network {network}: {message}", at, help)


def duplicate_network(name: str, at: Location, first: Location) -> Diagnostic:
    """Two networks of one name in a note."""
    return error("duplicate-network", f'a network "{name}" stands already in this note', at, "", first)
