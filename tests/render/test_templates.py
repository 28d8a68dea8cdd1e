"""Themes: what goes before what, what is said of a faulty one, and what a digest covers."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from generator.bundles import bundled_folder
from generator.diagnostics import Severity
from generator.model import Kind, PageRef, Site, Term
from generator.render import Templates, load_templates, render_site
from generator.render.page_view import page_view
from generator.render.plan import page_inputs, surroundings
from generator.render.view import PageView
from tests.render.samples import THEME, by_path, front, heading, page, reference, site


def a_view() -> PageView:
    whole = site(page(front("题")))
    return page_view(page_inputs(whole, {}, {})[0], surroundings(whole, THEME), "post")


def theme(folder: Path, **files: str) -> Templates:
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return load_templates(folder)


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        ("<p>\n{{ page.titel }}", 2, 'PageView has no "titel"', 'did you mean "title"?'),
        ("{{ page.frame.site_titel }}", 1, 'Frame has no "site_titel"', 'did you mean "site_title"?'),
        ("{{ page.words.tag }}", 1, 'Words has no "tag"', 'did you mean "tags"?'),
        ("\n\n{% if pge %}x{% endif %}", 3, 'no "pge"', 'did you mean "page"?'),
        ("a\n{% if %}", 2, "expected an expression", "mend the template at that line"),
        ('\n{% include "_heder.html" %}', 2, 'no template "_heder.html"', 'did you mean "_header.html"?'),
        ("{{ page.title + 1 }}", 1, "can only concatenate", "mend the template at that line"),
    ],
)
def test_a_faulty_template_is_an_error_at_its_line(
    tmp_path: Path, text: str, line: int, message: str, help: str
) -> None:
    rendered = theme(tmp_path, post=text).render("post.html", a_view())
    (found,) = rendered.diagnostics
    assert (found.code, found.severity, rendered.value) == ("template-error", Severity.ERROR, "")
    assert found.at.path.endswith("post.html")
    assert found.at.line == line
    assert message in found.message
    assert found.help == help


def test_a_fault_in_a_partial_is_found_in_the_partial(tmp_path: Path) -> None:
    (found,) = theme(tmp_path, _title="{{ page.nothing_like }}").render("post.html", a_view()).diagnostics
    assert found.at.path.endswith("_title.html")


def test_a_theme_replaces_one_partial_and_keeps_the_rest(tmp_path: Path) -> None:
    rendered = theme(tmp_path, _footer="<footer>ours</footer>").render("post.html", a_view())
    assert "<footer>ours</footer>" in rendered.value
    assert "<h1>题</h1>" in rendered.value


def every_kind() -> Site:
    """A site on which each of the bundled templates has its part."""
    headings = (heading(2, "甲", "a"), heading(2, "乙", "b"))
    full = page(front("题", 2, tags=("t",)), headings=headings, has_math=True)
    full = replace(full, previous=PageRef("/b.html", "前"))
    other = page(front("前", 1), output="b.html")
    other = replace(other, page=replace(other.page, has_mathml=True))
    about = page(front("关于"), output="about.html", kind=Kind.PAGE)
    tags = (Term("t", "/tags/t/", (reference(full),)),)
    return replace(site(full, other, about, tags=tags), moved=(("old/index.html", "a.html"),))


@pytest.mark.parametrize("name", sorted(path.name for path in bundled_folder("templates").glob("*.html")))
def test_a_theme_may_replace_any_template_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a theme's own", encoding="utf-8")
    rendered = render_site(every_kind(), {}, replace(THEME, templates=load_templates(tmp_path)))
    pages = by_path(rendered.value)
    assert rendered.diagnostics == ()
    assert [path for path, html in pages.items() if "a theme's own" in html], name


def test_what_is_printed_is_escaped() -> None:
    view = replace(a_view(), title="<script>", lede='"&')
    html = load_templates().render("post.html", view).value
    assert "<h1>&lt;script&gt;</h1>" in html
    assert "&#34;&amp;</p>" in html


def test_a_digest_covers_all_that_a_template_takes_in_and_no_more(tmp_path: Path) -> None:
    before = load_templates()
    after = theme(tmp_path, _end="changed")
    assert before.digest("post.html") != after.digest("post.html")
    assert before.digest("archive.html") == after.digest("archive.html")


@pytest.mark.parametrize(
    "post",
    [
        "{%- include '_part.html' -%}",
        '{% include ["_part.html", "_other.html"] ignore missing %}',
        "{% from '_part.html' import m %}{{ m() }}",
        "{% set name = '_part.html' %}{% include name %}",
    ],
)
def test_a_digest_covers_what_is_named_in_any_way(tmp_path: Path, post: str) -> None:
    part = "{% macro m() %}x{% endmacro %}"
    before = theme(tmp_path, post=post, _part=part).digest("post.html")
    assert before != theme(tmp_path, post=post, _part=f"{part} ").digest("post.html")


@pytest.mark.parametrize(
    ("post", "only_prints"),
    [
        ("{{ page.body }}", True),
        ("{% if page.toc %}{{ page.title }}{% endif %}{{ page.body }}", True),
        ("{% if page.toc %}{{ page.body }}{% else %}{{ page.body }}{% endif %}", False),
        ('{% extends "base.html" %}{% block main %}{{ page.body }}{% endblock %}', True),
        ("{{ page.title|upper }}{{ page.frame.home }}", True),
        ("{{ page.body|upper }}", False),
        ("{{ page.body ~ page.title }}", False),
        ("{% if page.body %}x{% endif %}", False),
        ("{% for letter in page.body %}x{% endfor %}", False),
        ("{% filter upper %}{{ page.body }}{% endfilter %}", False),
        ("{% set text %}{{ page.body }}{% endset %}{{ text|length }}", False),
        ("{% set text = page.body %}{{ text }}", False),
        ("{% macro m() %}{{ page.body }}{% endmacro %}{{ m()|length }}", False),
        ("{% set p = page %}{{ p.body }}", False),
        ("{{ page|attr('body') }}", False),
        ("{{ page['body'] }}", False),
        ("{{ [page]|map(attribute='body')|first|length }}", False),
        ("{{ page.__class__ }}", False),
        ("{% block b %}{{ page.body }}{% endblock %}{{ self.b()|length }}", False),
        ('{% extends "base.html" %}{% block title %}{{ super()|length }}{% endblock %}', False),
        ('{% include "_part.html" %}', False),
        ("{{ page.body }}{% if %}", False),
        ('{% include ["_part.html"] %}{% if %}', False),
        ('{% set name = "_part.html" %}{% include name %}', False),
    ],
)
def test_it_is_known_what_templates_do_with_a_text(tmp_path: Path, post: str, only_prints: bool) -> None:
    templates = theme(tmp_path, post=post, _part="{{ page.body|wordcount }}")
    assert templates.only_print_body("post.html") == only_prints


def test_a_template_that_cannot_be_read_has_a_digest_of_its_own(tmp_path: Path) -> None:
    before = theme(tmp_path, post='{% include ["_part.html"] %}{% if %}').digest("post.html")
    assert before != theme(tmp_path, post='{% include ["_part.html"] %}').digest("post.html")


def test_templates_can_be_sent_to_a_worker(tmp_path: Path) -> None:
    sent = pickle.loads(pickle.dumps(theme(tmp_path, _footer="sent")))  # noqa: S301 our own bytes
    assert "sent" in sent.render("post.html", a_view()).value
