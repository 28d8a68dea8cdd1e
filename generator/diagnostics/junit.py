"""Diagnostics as a JUnit report, which every CI server can show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.diagnostics.record import Diagnostic, Severity
from generator.diagnostics.text import as_text

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def as_junit(diagnostics: Iterable[Diagnostic], suite: str) -> str:
    """One test suite: a failed case for each error or warning, one passed case when there is none."""
    from xml.etree import ElementTree

    found = [diagnostic for diagnostic in diagnostics if diagnostic.severity is not Severity.NOTICE]
    counts = {"tests": str(max(1, len(found))), "failures": str(len(found)), "errors": "0", "skipped": "0"}
    root = ElementTree.Element("testsuites", {"name": suite, **counts})
    cases = ElementTree.SubElement(root, "testsuite", {"name": suite, **counts})
    for diagnostic in found:
        case = ElementTree.SubElement(
            cases,
            "testcase",
            name=_text(f"{diagnostic.code}: {diagnostic.message}"),
            classname=_text(diagnostic.at.path),
            file=_text(diagnostic.at.path),
            line=str(diagnostic.at.line),
        )
        failure = ElementTree.SubElement(
            case, "failure", type=diagnostic.code, message=_text(diagnostic.message)
        )
        failure.text = _text(as_text(diagnostic))
    if not found:
        ElementTree.SubElement(cases, "testcase", name="no findings", classname=suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
