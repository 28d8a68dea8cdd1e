"""The small cases of the specification: fragments that must and must not come out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.markdown.reading_aloud import html_of

CASES = Path(__file__).parents[2] / "../shared/data/markdown_cases.json"


def _cases() -> list[dict[str, object]]:
    return list(json.loads(CASES.read_text("utf-8"))) if CASES.is_file() else []


@pytest.mark.skipif(not CASES.is_file(), reason="the specification's cases are not beside the checkout")
@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_case(case: dict[str, object]) -> None:
    html = html_of(str(case["md"]))
    has, lacks = case["has"], case["hasnt"]
    assert isinstance(has, list)
    assert isinstance(lacks, list)
    assert [part for part in has if part not in html] == []
    assert [part for part in lacks if part in html] == []
