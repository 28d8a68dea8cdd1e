"""A run's findings in the form that was asked for. The forms themselves belong to `diagnostics`."""

from __future__ import annotations

from typing import Literal, assert_never

from generator import __version__
from generator.check.run import Report
from generator.diagnostics import (
    Diagnostic,
    Finding,
    Location,
    Severity,
    as_github,
    as_junit,
    as_sarif,
    as_text,
    count,
    findings_as_json,
)
from generator.records import replace

Format = Literal["text", "json", "junit", "sarif", "github"]


def render(report: Report, form: Format, site: str) -> str:
    """The report as text. Paths start where the command did: `site` is the folder as it was given."""
    placed = tuple(_placed(finding, site, report.source) for finding in report.findings)
    match form:
        case "json":
            return findings_as_json(report.findings, dict(report.checked))
        case "sarif":
            return as_sarif(placed, "notes-check", __version__)
        case "junit":
            return as_junit(placed, "check")
        case "github":
            return "\n".join(map(as_github, placed))
        case "text":
            told = (_told(finding, at) for finding, at in zip(report.findings, placed, strict=True))
            return "\n".join((*told, summary(report)))
        case _:
            assert_never(form)


def summary(report: Report) -> str:
    """One line: how much was looked at and what was found."""
    found = count(finding.diagnostic for finding in report.findings)
    checked = ", ".join(f"{number:,} {what}" for what, number in report.checked.items())
    numbers = ", ".join(_counted(found[severity], severity) for severity in Severity if found[severity])
    return f"checked {checked}: {numbers or 'nothing found'}"


def _counted(number: int, severity: Severity) -> str:
    return f"{number:,} {severity}" + ("" if number == 1 else "s")


def _placed(finding: Finding, site: str, source: str) -> Diagnostic:
    """The diagnostic with its path from where the command was started."""
    root = (site if finding.source is None else source).rstrip("/")
    at = finding.diagnostic.at
    path = f"{root}/{at.path}" if root not in ("", ".") else at.path
    return replace(finding.diagnostic, at=Location(path, at.line))


def _told(finding: Finding, diagnostic: Diagnostic) -> str:
    text = as_text(diagnostic)
    if finding.pages > 1:
        text += f"\n  on {finding.pages} pages, first on {finding.page}"
    elif finding.page and finding.page != finding.diagnostic.at.path:
        text += f"\n  on {finding.page}"
    return text
