"""`_config.yml`: each key we honour, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.config import parse_config, read_config
from generator.diagnostics import Severity
from generator.model import Collection, Config, Scope


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("title: 2019", "title", "2019"),
        ("author: {name: Ann, email: a@b.c}", "author", "Ann"),
        ("author: Ann", "author", "Ann"),
        ("locale: zh_CN", "lang", "zh-CN"),
        ("lang: en", "lang", "en"),
        ("url: https://a.io/", "url", "https://a.io"),
        ("baseurl: blog/", "baseurl", "/blog"),
        ("baseurl: /", "baseurl", ""),
        ('baseurl: ""', "baseurl", ""),
        ("timezone: Asia/Shanghai", "timezone", "Asia/Shanghai"),
        ("permalink: pretty", "permalink", "pretty"),
        ("paginate: 10", "paginate", 10),
        ("paginate: false", "paginate", 0),
        ("paginate_path: /blog/page:num/", "paginate_path", "/blog/page:num/"),
        ('excerpt_separator: "\\n\\n\\n\\n"', "excerpt_separator", "\n\n\n\n"),
        ("future: true", "future", True),
        ("show_drafts: true", "drafts", True),
        ("mathjax: false", "math", False),
        ("math: mathml", "maths_by", "mathml"),
        ("kramdown: {auto_ids: false}", "auto_ids", False),
        ("kramdown: {input: GFM}", "auto_ids", True),
        ("jekyll_dates: true", "jekyll_dates", True),
        ("checks: {false-arithmetic: off, broken-maths: on}", "unchecked", ("false-arithmetic",)),
        ("exclude: [a, b c]", "exclude", ("a", "b c")),
        ("include: .well-known", "include", (".well-known",)),
        ("collections: [docs]", "collections", (Collection("docs"),)),
        (
            "collections: {docs: {output: true, permalink: /d/:path/}}",
            "collections",
            (Collection("docs", True, "/d/:path/"),),
        ),
        (
            "defaults: [{scope: {path: /ml, type: post}, values: {layout: post}}]",
            "scopes",
            (Scope("ml", "posts", (("layout", "post"),)),),
        ),
        ("defaults: [{values: {toc: false}}]", "scopes", (Scope("", "", (("toc", False),)),)),
        ("nav: [{首页: /}, {title: 关于, url: /about/}]", "nav", (("首页", "/"), ("关于", "/about/"))),
    ],
)
def test_a_key_is_read(text: str, field: str, value: object) -> None:
    read = parse_config(text)
    assert read.diagnostics == ()
    assert getattr(read.value, field) == value


def test_the_defaults_stand_without_a_file(tmp_path: Path) -> None:
    read = read_config(tmp_path)
    assert read.value == Config()
    assert read.diagnostics == ()


def test_a_file_with_a_bom_and_crlf_reads(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_bytes("\ufefftitle: 笔记\r\nfuture: true\r\n".encode())
    assert read_config(tmp_path).value.title == "笔记"


def test_a_file_that_is_no_text_names_the_byte(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_bytes(b"title: \xff\xff\n")
    (problem,) = read_config(tmp_path).diagnostics
    assert (problem.code, problem.severity) == ("undecodable", Severity.ERROR)
    assert "offset 7" in problem.message


def test_an_unknown_timezone_is_an_error_with_the_nearest() -> None:
    (problem,) = parse_config("title: x\ntimezone: Asia/Shangai\n").diagnostics
    assert (problem.code, problem.severity, problem.at.line) == ("unknown-timezone", Severity.ERROR, 2)
    assert "Asia/Shanghai" in problem.help


def test_a_slip_is_warned_and_its_value_used() -> None:
    read = parse_config("permalnk: pretty\n")
    (problem,) = read.diagnostics
    assert (problem.code, problem.severity, problem.at.line) == ("unknown-key", Severity.WARNING, 1)
    assert "permalink" in problem.help
    assert read.value.permalink == "pretty"


def test_a_slip_beside_the_true_key_is_warned_and_not_used() -> None:
    read = parse_config("permalnk: pretty\npermalink: none\n")
    assert [p.code for p in read.diagnostics] == ["unknown-key"]
    assert read.value.permalink == "none"


def test_other_peoples_keys_are_kept_in_silence() -> None:
    read = parse_config("plugins: [jekyll-feed]\ntheme: minima\nsocial: {github: ann}\n")
    assert read.diagnostics == ()
    assert dict(read.value.extra)["social"] == {"github": "ann"}


@pytest.mark.parametrize(
    "text", ["paginate: many", "future: perhaps", "defaults: [x]", "collections: 3", "nav: [x]"]
)
def test_a_value_of_the_wrong_kind_is_warned_at_its_line(text: str) -> None:
    (problem,) = parse_config(f"title: x\n{text}\n").diagnostics
    assert (problem.code, problem.severity, problem.at.line) == ("wrong-type", Severity.WARNING, 2)


@pytest.mark.parametrize(
    ("text", "code"), [("checks: {false-maths: off}", "unknown-check"), ("checks: off", "wrong-type")]
)
def test_a_switch_that_is_none_is_told(text: str, code: str) -> None:
    assert [d.code for d in parse_config(text).diagnostics] == [code]


@pytest.mark.parametrize(
    ("config", "cname", "url"),
    [
        ("title: 笔记\n", "notes.example.org\n", "https://notes.example.org"),
        ("url: https://e.org\n", "notes.example.org\n", "https://e.org"),
        ("title: 笔记\n", "not a domain\n", ""),
        (None, "notes.example.org", "https://notes.example.org"),
    ],
)
def test_a_cname_stands_for_the_url(tmp_path: Path, config: str | None, cname: str, url: str) -> None:
    if config is not None:
        (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    (tmp_path / "CNAME").write_text(cname, encoding="utf-8")
    assert read_config(tmp_path).value.url == url


@pytest.mark.parametrize(
    ("said", "meant"),
    [("", "figures"), ("all", "all"), ("true", "all"), ("false", "none"), ("figures", "figures")],
)
def test_share_pictures_are_for_posts_with_figures_unless_it_says_otherwise(said: str, meant: str) -> None:
    assert parse_config(f"share_pictures: {said}\n" if said else "").value.share_pictures == meant
