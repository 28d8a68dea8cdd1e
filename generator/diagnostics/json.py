"""Diagnostics as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.diagnostics.record import Diagnostic


def as_json(diagnostics: Iterable[Diagnostic], summary: dict[str, object]) -> str:
    """All diagnostics as one JSON document, paths from the source root."""
    rows = [
        {
            "code": d.code,
            "severity": str(d.severity),
            "message": d.message,
            "path": d.at.path,
            "line": d.at.line,
            "help": d.help,
        }
        for d in diagnostics
    ]
    return json.dumps({"diagnostics": rows, "summary": summary}, ensure_ascii=False, indent=2)
