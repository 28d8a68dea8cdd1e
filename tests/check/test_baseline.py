"""The baseline: known findings stay quiet, new ones count, mended ones are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check.baseline import BaselineError, baseline_of, read_baseline, sift
from generator.diagnostics import Diagnostic, Finding, Location, Severity


def _finding(href: str, line: int = 1, severity: Severity = Severity.ERROR) -> Finding:
    at = Location("p.md", line)
    return Finding(Diagnostic("missing-page", severity, "m", at), "p.html", href, at)


def test_what_is_in_the_baseline_is_quiet_wherever_it_moved(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_of([_finding("a", 1), _finding("a", 2), _finding("b")]), "utf-8")
    sifted = sift([_finding("a", 30), _finding("c")], read_baseline(path))
    assert [finding.href for finding in sifted.new] == ["c"]
    assert (sifted.kept, sifted.mended) == (1, 2)


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_of([_finding("a")]), "utf-8")
    assert len(sift([_finding("a"), _finding("a", 2)], read_baseline(path)).new) == 1


def test_notices_are_not_written_down() -> None:
    assert baseline_of([_finding("a", severity=Severity.NOTICE)]) == baseline_of([])


def test_the_text_does_not_depend_on_the_order() -> None:
    assert baseline_of([_finding("b"), _finding("a")]) == baseline_of([_finding("a"), _finding("b")])


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}']
)
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BaselineError):
        read_baseline(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot read"):
        read_baseline(tmp_path / "no.json")
