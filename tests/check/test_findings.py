"""Findings: traced to the source by the manifest, told once, filtered by what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.check import ManifestError, Options, check_site
from generator.check.manifest import beside
from generator.digests import digest_of

from .conftest import HEAD, Build, codes, findings

NAV = '<a href="/gone.html">menu</a>'


def _leave_manifest(site: Path, tree: dict[str, Any]) -> None:
    path = beside(site)
    path.parent.mkdir()
    body = json.dumps({"version": 2, "source": "content"} | tree)[:-1] + ","
    path.write_text(f'{body}\n"sum":"{digest_of(body.encode())}"}}', "utf-8")


def _pages(links: list[list[object]], anchors: list[list[object]] | None = None) -> dict[str, Any]:
    return {"p.html": {"source": "_posts/p.md", "links": links, "anchors": anchors or []}}


def _places(site: Path, options: Options | None = None) -> list[tuple[str, str, int]]:
    found = findings(site, options)
    return [(f.diagnostic.code, f.diagnostic.at.path, f.diagnostic.at.line) for f in found]


def test_a_fault_is_found_at_its_markdown_line(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="Q.html">x</a>', "q.html": HEAD})
    _leave_manifest(site, {"pages": _pages([["Q.html", "Q.md", 7]])})
    (found,) = findings(site)
    assert found.source is not None
    assert (found.source.path, found.source.line, found.page, found.href) == (
        "_posts/p.md",
        7,
        "p.html",
        "Q.md",
    )
    assert found.diagnostic.message.startswith('"Q.md"')


def test_an_address_on_two_lines_is_two_findings(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="q.html">x</a><a href="q.html">y</a><a href="q.html">z</a>'})
    _leave_manifest(
        site, {"pages": _pages([["q.html", "q.md", 3], ["q.html", "q.md", 9], ["q.html", "q.md", 9]])}
    )
    assert _places(site) == [("missing-page", "_posts/p.md", 3), ("missing-page", "_posts/p.md", 9)]


def test_what_the_template_repeats_is_one_finding(build: Build) -> None:
    site = build(
        {f"{n}.html": HEAD + NAV for n in range(3)} | {"d/p.html": HEAD + '<a href="../gone.html">m</a>'}
    )
    _leave_manifest(site, {"pages": _pages([])})
    (found,) = findings(site)
    assert (found.pages, found.page, found.source) == (4, "0.html", None)


def test_an_excerpt_repeats_its_post(build: Build) -> None:
    site = build(
        {"index.html": HEAD + '<a href="d/q.html">x</a>', "p.html": HEAD + '<a href="./d/q.html">x</a>'}
    )
    _leave_manifest(site, {"pages": _pages([["./d/q.html", "d/q.md", 5]]), "generated": ["index.html"]})
    assert _places(site) == [("missing-page", "_posts/p.md", 5)]


def test_without_a_manifest_authors_repeat_but_templates_do_not(build: Build) -> None:
    assert len(findings(build({f"{n}.html": HEAD + NAV for n in range(4)}))) == 4
    assert len(findings(build({f"{n}.html": HEAD + NAV for n in range(9)}))) == 1


def test_without_a_manifest_the_line_is_the_pages_own(build: Build) -> None:
    site = build({"p.html": HEAD + '\n\n<a\n href="q.html?a=1&amp;b">x</a>'})
    assert _places(site) == [("missing-page", "p.html", 4)]


def test_a_fault_in_a_sheet_is_found_in_the_sheet(build: Build) -> None:
    page = HEAD + '<link rel="stylesheet" href="/s.css">'
    site = build({"a.html": page, "b.html": page, "s.css": "p{}\n\np{background:url(gone.png)}"})
    assert _places(site) == [("missing-file", "s.css", 3)]


def test_the_builds_problems_are_reported_and_not_repeated(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="#gone">x</a><a href="#lost">x</a><a href="#lost">y</a>'})
    row = {
        "code": "unknown-jump",
        "severity": "warning",
        "message": 'no heading "gone"',
        "path": "_posts/p.md",
    }
    notice = {"code": "n", "severity": "notice", "message": "m", "path": "_posts/p.md", "line": 1, "help": ""}
    named = row | {"message": "no such heading", "line": 9, "help": "", "href": "#lost"}
    links = [["#gone", "#gone", 4], ["#lost", "#lost", 9], ["#lost", "#lost", 12]]
    diagnostics = [row | {"line": 4, "help": "h"}, notice, named]
    _leave_manifest(site, {"pages": _pages(links), "diagnostics": diagnostics})
    assert _places(site) == [
        ("unknown-jump", "_posts/p.md", 4),
        ("unknown-jump", "_posts/p.md", 9),
        ("missing-anchor", "_posts/p.md", 12),
    ]
    assert {finding.page for finding in findings(site)} == {"p.html"}


def test_a_problem_of_the_build_hides_no_other_fault_of_its_line(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="#gone">x</a><a href="q.html">x</a>'})
    row = {"code": "c", "severity": "error", "message": 'no heading "gone"', "path": "_posts/p.md", "line": 4}
    _leave_manifest(
        site,
        {
            "pages": _pages([["#gone", "#gone", 4], ["q.html", "q.html", 4]]),
            "diagnostics": [row | {"help": ""}],
        },
    )
    assert codes(site) == ["c", "missing-page"]


def test_an_id_given_twice_is_found_at_its_heading(build: Build) -> None:
    site = build({"p.html": HEAD + '<h2 id="a">a</h2><h2 id="a">a</h2>'})
    _leave_manifest(site, {"pages": _pages([], [["a", 3], ["a", 8]])})
    assert _places(site) == [("duplicate-id", "_posts/p.md", 8)]


@pytest.mark.parametrize(
    "tree",
    [
        {"version": 1},
        {"pages": []},
        {"generated": {}},
        {"diagnostics": [{"code": "c"}]},
        {"diagnostics": ["c"]},
        {"pages": {"p.html": {"source": "p.md", "links": [["a"]]}}},
    ],
)
def test_a_manifest_of_another_shape_is_refused(tree: dict[str, Any], build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="a">x</a>'})
    _leave_manifest(site, tree)
    with pytest.raises(ManifestError):
        check_site(site)


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-9],
        lambda content: content.replace(b" 7]", b" 8]"),
        lambda content: content.rpartition(b"\n")[0][:-1] + b"}",
        lambda _: b"",
        lambda _: b"[" * 100_000,
    ],
    ids=["torn", "altered", "unsealed", "empty", "deep"],
)
def test_a_manifest_that_is_not_as_it_was_left_is_refused(
    harm: Callable[[bytes], bytes], build: Build
) -> None:
    site = build({"p.html": HEAD + '<a href="Q.html">x</a>'})
    _leave_manifest(site, {"pages": _pages([["Q.html", "Q.md", 7]])})
    beside(site).write_bytes(harm(beside(site).read_bytes()))
    with pytest.raises(ManifestError):
        check_site(site)


def test_a_manifest_that_was_asked_for_must_be_there(build: Build, tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot read"):
        check_site(build({"p.html": HEAD}), tmp_path / "no.json")


@pytest.mark.parametrize("pattern", ["q.html", "*.html", "p.html", "q.*"])
def test_ignored_patterns_leave_findings_out(pattern: str, build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="q.html">x</a>'})
    assert codes(site, Options(ignore=(pattern,))) == []
    assert codes(site, Options(ignore=("other*",))) == ["missing-page"]


def test_a_code_can_be_switched_off(build: Build) -> None:
    site = build({"p.html": HEAD + '<img src="q.png">'})
    assert codes(site, Options(disable=frozenset({"missing-alt"}))) == ["missing-image"]


def test_optional_checks_are_off_until_switched_on(build: Build) -> None:
    site = build(
        {
            "index.html": HEAD
            + '<h1>a</h1><h3>b</h3><h2>c</h2><h3>d</h3><a href="p.html"><img alt="" src="i.png"></a>',
            "p.html": HEAD
            + '<a href="http://arxiv.org/abs/1">x</a><a href="#top"><img alt="up" src="i.png"></a>',
            "alone.html": HEAD + '<a href="alone.html">x</a>',
            "i.png": b"png",
        }
    )
    assert codes(site) == []
    assert sorted(codes(site, Options(enable=frozenset({"orphan-page"})))) == ["orphan-page"]
    every = frozenset({"heading-jump", "orphan-page", "empty-link", "insecure-link"})
    assert sorted(codes(site, Options(enable=every))) == sorted(every)


def test_pages_that_templates_make_alone_and_stubs_are_no_orphans(build: Build) -> None:
    stub = HEAD + '<meta http-equiv="refresh" content="0; url=index.html">'
    site = build({"index.html": HEAD, "tags.html": HEAD, "old.html": stub})
    _leave_manifest(site, {"pages": {}, "generated": ["tags.html"]})
    assert codes(site, Options(enable=frozenset({"orphan-page"}))) == []


@pytest.mark.parametrize("base", ["/blog", "/blog/", "https://me.example/blog"])
def test_a_prefix_is_part_of_the_sites_addresses(base: str, build: Build) -> None:
    site = build(
        {
            "p.html": HEAD + '<a href="/blog/q.html">x</a><a href="/blog">x</a>',
            "q.html": HEAD,
            "index.html": "",
        }
    )
    assert codes(site, Options(base_url=base)) == []
    assert codes(site) == ["missing-page", "missing-page"]


def test_a_root_address_beside_the_prefix_leaves_the_site(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="/q.html">x</a>', "q.html": HEAD})
    assert codes(site, Options(base_url="/blog")) == ["outside-site"]


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_sites_own_full_addresses_are_checked(scheme: str, build: Build) -> None:
    page = HEAD + f'<link rel="canonical" href="{scheme}://me.example/blog/gone.html">'
    site = build({"p.html": page})
    assert codes(site) == []
    assert codes(site, Options(base_url="https://me.example/blog")) == ["missing-page"]


def test_the_manifest_knows_the_prefix(build: Build) -> None:
    site = build(
        {
            "p.html": HEAD
            + '<a href="/blog/p.html">x</a><link rel="canonical" href="https://me.example/blog/g">'
        }
    )
    _leave_manifest(site, {"pages": {}, "url": "https://me.example", "baseurl": "/blog"})
    assert codes(site) == ["missing-page"]


def test_suggestions_are_absolute_below_the_prefix(build: Build) -> None:
    site = build({"p.html": HEAD + '<a href="/blog/Q.html">x</a>', "q.html": HEAD})
    (found,) = findings(site, Options(base_url="/blog"))
    assert found.diagnostic.help == 'did you mean "/blog/q.html"?'


def test_a_base_url_that_is_none_is_refused(build: Build) -> None:
    with pytest.raises(ValueError, match="neither a path nor"):
        check_site(build({"p.html": HEAD}), options=Options(base_url="mailto:x"))


def test_a_large_site_is_shared_out_and_told_alike(build: Build) -> None:
    pages = {f"{n:03}.html": HEAD + f'<p id="a"><a href="{n + 1:03}.html#a">x</a>' for n in range(450)}
    site = build(pages | {"200.html": HEAD + '<a href="449.html#b">x</a><a href="449.html#a">x</a>'})
    found = findings(site)
    assert [(f.diagnostic.code, f.page, f.href) for f in found] == [
        ("missing-anchor", "199.html", "200.html#a"),
        ("missing-anchor", "200.html", "449.html#b"),
        ("missing-page", "449.html", "450.html#a"),
    ]
