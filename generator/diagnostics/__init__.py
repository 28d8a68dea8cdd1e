"""What a phase says about its input: inert records, and the renderers that print them.

Owns `Diagnostic` and `Checked`. Knows nothing of Markdown, sites or figures: the words of each
problem live in `problems`.
"""

from generator.diagnostics.json import as_json
from generator.diagnostics.record import Checked, Diagnostic, Location, Severity, count, in_order
from generator.diagnostics.text import as_text

__all__ = ["Checked", "Diagnostic", "Location", "Severity", "as_json", "as_text", "count", "in_order"]
