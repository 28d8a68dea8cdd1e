"""False sums and broken formulas of our own build are findings of `check`, each once, at its line."""

from __future__ import annotations

from pathlib import Path

from generator.build import Options, build_site
from generator.check.run import check_site

POST = """---
title: a
---

$3\\times3\\times64=600$

$$
\\frac{a}{b
$$

[there](#nowhere) [again](###Nowhere)
"""


def test_each_fault_of_a_formula_or_a_jump_is_one_finding(tmp_path: Path) -> None:
    posts = tmp_path / "content/_posts"
    posts.mkdir(parents=True)
    (posts / "2020-01-02-a.md").write_text(POST, encoding="utf-8")
    site = tmp_path / "site"
    report = build_site(Options(tmp_path / "content", site), lambda *_: None)
    assert report.published
    found = [(f.diagnostic.code, f.diagnostic.at.line) for f in check_site(site).findings]
    assert found == [
        ("false-arithmetic", 5),
        ("broken-maths", 8),
        ("unknown-jump", 11),
        ("unknown-jump", 11),
    ]


def test_a_switch_silences_the_build_and_the_check(tmp_path: Path) -> None:
    posts = tmp_path / "content/_posts"
    posts.mkdir(parents=True)
    (posts / "2020-01-02-a.md").write_text("---\ntitle: a\n---\n$2+2=5$ $\\frac{a$\n", encoding="utf-8")
    config = "checks:\n  false-arithmetic: off\n  broken-maths: off\n"
    (tmp_path / "content/_config.yml").write_text(config, encoding="utf-8")
    site = tmp_path / "site"
    report = build_site(Options(tmp_path / "content", site), lambda *_: None)
    assert not [d for d in report.diagnostics if d.code in ("false-arithmetic", "broken-maths")]
    assert not check_site(site).findings
