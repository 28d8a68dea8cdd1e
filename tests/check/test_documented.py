"""docs/check.md lists every code with its severity and its switch."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from generator.check import command
from generator.check.run import OPTIONAL

ROOT = Path(__file__).parents[2]
_CALL = re.compile(r'(error|warning|notice)\(\s*"([a-z-]+)"')
_ROW = re.compile(r"^\| `([a-z-]+)` \| (\w+) \| (on|off|`--external`) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs/check.md").read_text("utf-8")


def test_every_code_is_listed_with_its_severity_and_switch(page: str) -> None:
    source = (ROOT / "generator/problems/check.py").read_text("utf-8")
    severities = {code: severity for severity, code in _CALL.findall(source)}
    severities |= {"missing-image": "error", "missing-file": "error"}  # chosen by what is missing
    listed = {code: (severity, switch) for code, severity, switch in _ROW.findall(page)}
    assert {code: severity for code, (severity, _) in listed.items()} == severities
    assert {code for code, (_, switch) in listed.items() if switch == "off"} == OPTIONAL
    outside = {code for code, (_, switch) in listed.items() if switch == "`--external`"}
    assert outside == {code for code in severities if code.endswith("-external")}


def test_every_option_is_listed(page: str) -> None:
    options = {name for option in command.check.params for name in option.opts}
    assert all(f"`{name}" in page for name in options if isinstance(command.check, click.Command))
