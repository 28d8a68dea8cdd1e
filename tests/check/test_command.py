"""The command: its exit codes, its forms, its baseline."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.check.command import check

from .conftest import HEAD, Build


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments])


@pytest.fixture
def dirty(build: Build) -> Path:
    return build({"p.html": HEAD + '<a href="gone.html">x</a>'})


def test_a_clean_site_exits_with_0(build: Build) -> None:
    result = _run("--site", build({"p.html": HEAD}))
    assert (result.exit_code, result.output) == (0, "checked 1 pages, 0 links, 0 external: nothing found\n")


def test_findings_exit_with_1(dirty: Path) -> None:
    result = _run("--site", dirty)
    assert result.exit_code == 1
    assert "error[missing-page]" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--site", "no/such/folder"),
        ("--format", "yaml"),
        ("--manifest", "no.json"),
        ("--baseline", "no.json"),
        ("--base-url", "mailto:x"),
        ("--enable", "no-such-check"),
        ("surplus",),
    ],
)
def test_what_was_asked_wrongly_exits_with_2(arguments: tuple[str, ...], dirty: Path) -> None:
    assert _run("--site", dirty, *arguments).exit_code == 2


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github"])
def test_every_form_names_the_finding_and_exits_alike(form: str, dirty: Path) -> None:
    result = _run("--site", dirty, "--format", form)
    assert result.exit_code == 1
    assert "missing-page" in result.output


def test_ignored_and_disabled_findings_do_not_count(dirty: Path) -> None:
    assert _run("--site", dirty, "--ignore", "gone*").exit_code == 0
    assert _run("--site", dirty, "--disable", "missing-page").exit_code == 0


def test_a_baseline_starts_green_and_only_gets_better(build: Build, tmp_path: Path) -> None:
    site = build({"p.html": HEAD + '<a href="gone.html">x</a><a href="lost.html">x</a>'})
    baseline = tmp_path / "baseline.json"
    assert _run("--site", site, "--baseline", baseline, "--write-baseline").exit_code == 0
    assert _run("--site", site, "--baseline", baseline).exit_code == 0
    build({"p.html": HEAD + '<a href="gone.html">x</a><a href="new.html">x</a>'})
    result = _run("--site", site, "--baseline", baseline)
    assert result.exit_code == 1
    assert "new.html" in result.output
    assert '"gone.html"' not in result.output
    assert "1 findings of" in result.stderr


def test_the_report_can_go_to_a_file(dirty: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.sarif"
    result = _run("--site", dirty, "--format", "sarif", "--output", output)
    assert (result.exit_code, result.output) == (1, "")
    assert json.loads(output.read_text("utf-8"))["version"] == "2.1.0"


def test_a_file_name_that_is_no_text_can_be_reported(build: Build) -> None:
    name = b"\xff.html".decode("utf-8", "surrogateescape")
    site = build({name: HEAD + '<a href="gone.html">x</a>'})
    for form in ("text", "json", "junit", "sarif", "github"):
        assert _run("--site", site, "--format", form).exit_code == 1


def test_nothing_that_asks_the_network_is_imported_until_it_is_needed() -> None:
    import subprocess

    code = "import sys, generator.check.command; print(sorted({'aiohttp', 'asyncio'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
