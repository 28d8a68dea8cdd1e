"""What the checker's tests share: a small site to link to, and findings by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.check import Options, check_site
from generator.diagnostics import Finding

HEAD = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>t</title>'

Build = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes files (path → content) as a site and returns its folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for path, content in files.items():
            whole = tmp_path / "site" / path
            whole.parent.mkdir(parents=True, exist_ok=True)
            whole.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "site"

    return write


def codes(site: Path, options: Options | None = None) -> list[str]:
    """The codes of all findings, in order of place."""
    return [finding.diagnostic.code for finding in findings(site, options)]


def findings(site: Path, options: Options | None = None) -> tuple[Finding, ...]:
    """All findings about a site."""
    return check_site(site, options=options).findings
