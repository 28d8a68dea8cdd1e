"""Diagnostics as SARIF 2.1.0, the format that code hosts show beside the lines of a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from urllib.parse import quote

from generator.diagnostics.record import Diagnostic, Location, Severity

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def as_sarif(diagnostics: Iterable[Diagnostic], tool: str, version: str) -> str:
    """One SARIF run by `tool` with a result for each diagnostic, paths relative to the source root."""
    found = tuple(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in found})
    rules = [{"id": code, "shortDescription": {"text": code.replace("-", " ")}} for code in codes]
    run = {
        "tool": {"driver": {"name": tool, "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in found],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, object]:
    text = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVEL[diagnostic.severity],
        "message": {"text": text},
        "locations": [_location(diagnostic.at)],
        # Without the line: a finding that only moved is the same finding.
        "partialFingerprints": {"faultInFile/v1": _fingerprint(diagnostic)},
    }
    if diagnostic.related:
        result["relatedLocations"] = [_location(at) for at in diagnostic.related]
    return result


def _location(at: Location) -> dict[str, object]:
    physical: dict[str, object] = {
        "artifactLocation": {"uri": quote(at.path.encode("utf-8", "surrogateescape"))}
    }
    if at.line:
        physical["region"] = {"startLine": at.line}
    return {"physicalLocation": physical}


def _fingerprint(diagnostic: Diagnostic) -> str:
    text = "\0".join((diagnostic.code, diagnostic.at.path, diagnostic.message))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
