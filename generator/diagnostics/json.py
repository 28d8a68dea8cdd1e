"""Diagnostics as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.diagnostics.record import Diagnostic, Finding


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


def findings_as_json(findings: Iterable[Finding], checked: dict[str, object]) -> str:
    """All findings about a written site as one JSON document, pages relative to the site.

    Its schema is `generator/check/report.schema.json`.
    """
    rows = [
        {
            "code": finding.diagnostic.code,
            "severity": str(finding.diagnostic.severity),
            "page": finding.page,
            "href": finding.href,
            "source": finding.source and {"path": finding.source.path, "line": finding.source.line},
            "message": finding.diagnostic.message,
            "help": finding.diagnostic.help,
            "pages": finding.pages,
        }
        for finding in findings
    ]
    return json.dumps({"findings": rows, "checked": checked}, ensure_ascii=False, indent=2)
