"""The shared link cases: a page for each way to get an address right or wrong, with its verdict."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from generator.check import check_site
from generator.diagnostics import Finding

CASES = Path(__file__).parents[2] / "../shared/data/linkcases"


def _cases() -> list[Any]:
    path = CASES / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


@pytest.fixture(scope="module")
def by_page() -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in check_site(CASES / "site").findings:
        found[finding.page].append(finding)
    return found


@pytest.mark.skipif(not _cases(), reason="the shared link cases are not on this machine")
@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case['id']} {case['why']}")
def test_verdict(case: dict[str, str], by_page: dict[str, list[Finding]]) -> None:
    found = by_page[case["page"]]
    codes = [finding.diagnostic.code for finding in found]
    match case["want"]:
        case "ok":
            assert not codes
        case "broken":
            assert len(codes) == 1
        case "dup":
            assert codes == ["duplicate-id"]
        case "optional":
            assert len(codes) <= 1
    if suggestion := case.get("suggest"):
        assert suggestion in found[0].diagnostic.help
