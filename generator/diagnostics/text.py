"""Diagnostics as a terminal shows them."""

from __future__ import annotations

from pathlib import PurePath

from generator.diagnostics.record import Diagnostic, Location


def as_text(diagnostic: Diagnostic, prefix: str = "") -> str:
    """One diagnostic as a terminal shows it; `prefix` is put before paths (the source folder)."""
    lines = [f"{_place(diagnostic.at, prefix)}: {_label(diagnostic)}: {diagnostic.message}"]
    if diagnostic.help:
        lines += [f"  help: {line}" for line in diagnostic.help.splitlines()]
    lines += [f"  see: {_place(at, prefix)}" for at in diagnostic.related]
    return "\n".join(lines)


def _label(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity}[{diagnostic.code}]"


def _place(at: Location, prefix: str) -> str:
    outside = not prefix or prefix == "." or PurePath(at.path).is_absolute()
    path = at.path if outside else f"{prefix.rstrip('/')}/{at.path}"
    return f"{path}:{at.line}" if at.line else path
