"""What a phase says about its input: inert records, and the renderers that print them.

Owns `Diagnostic`, `Checked` and `Finding`. Knows nothing of Markdown, sites or figures: the words
of each problem live in `problems`. What only some runs print is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics.record import Checked, Diagnostic, Finding, Location, Severity, count, in_order
from generator.diagnostics.text import as_text
from generator.later import later

if TYPE_CHECKING:
    from generator.diagnostics.github import as_github
    from generator.diagnostics.json import as_json, findings_as_json
    from generator.diagnostics.junit import as_junit
    from generator.diagnostics.sarif import as_sarif

__all__ = [
    "Checked",
    "Diagnostic",
    "Finding",
    "Location",
    "Severity",
    "as_github",
    "as_json",
    "as_junit",
    "as_sarif",
    "as_text",
    "count",
    "findings_as_json",
    "in_order",
]

_LATER = {
    "as_github": "generator.diagnostics.github",
    "as_json": "generator.diagnostics.json",
    "as_junit": "generator.diagnostics.junit",
    "as_sarif": "generator.diagnostics.sarif",
    "findings_as_json": "generator.diagnostics.json",
}
__getattr__ = later(__name__, _LATER)
