"""Diagnostics as GitHub workflow commands, which become annotations on the changed lines."""

from __future__ import annotations

from generator.diagnostics.record import Diagnostic, Severity

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def as_github(diagnostic: Diagnostic) -> str:
    """One `::error file=…,line=…::…` line."""
    at = diagnostic.at
    properties = [f"file={_property(at.path)}"]
    properties += [f"line={at.line}"] if at.line else []
    properties += [f"title={_property(diagnostic.code)}"]
    text = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    return f"::{_COMMAND[diagnostic.severity]} {','.join(properties)}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
