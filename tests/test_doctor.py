"""`notes doctor`: what it sees in a blog, and what it says will differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.build.habits import IN_CODE, IN_NOTES
from generator.build.survey import survey
from generator.cli import main

FILES = {
    "_config.yml": "timezone: Asia/Shanghai\ntheme: minima\nplugins: [jekyll-feed, jemoji, own-plugin]\n",
    "_posts/2020-01-02-a.md": (
        "---\nlayout: fancy\ndate: 2020-01-02 20:00:00\nredirect_from: /old/\n---\n"
        "**“重点”**在此，[[b]]。\n第二行 $x_1$\n\n```\n[[not]] {{ nor.this }}\n```\n"
        "{% for p in site.posts %}{% endfor %}\n"
    ),
    "_posts/bad.md": "---\ntitle: a: b\n---\n",
    "_drafts/c.md": "---\n---\n",
    "index.html": "---\n---\n{% for p in site.posts %}{% endfor %}",
    "about.html": "---\n---\n<p>x {{ page.nothing }}</p>",
    "a.scss": "---\n---\n",
    "_layouts/fancy.html": "{{ content }}",
}


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_thing_is_counted_with_what_becomes_of_it(blog: Path) -> None:
    rows = {row.what: (row.count, str(row.outcome)) for row in survey(blog).rows}
    expected = {
        "posts": (1, "as in Jekyll"),
        "drafts": (1, "as in Jekyll"),
        "pages in HTML": (2, "as in Jekyll"),
        "layouts": (1, "ours instead"),
        "`theme`": (1, "ours instead"),
        "plugin jekyll-feed": (1, "ours instead"),
        "plugin jemoji": (1, "left out"),
        "plugin own-plugin": (1, "left out"),
        "pages with `redirect_from`": (1, "as in Jekyll"),
        "URLs whose day would move": (1, "differs"),
        "bold beside Chinese punctuation": (1, "differs"),
        "wiki links": (1, "differs"),
        "fenced code": (1, "as in Jekyll"),
        "pages that are Liquid programs": (1, "ours instead"),
        "notes with Liquid programs in them": (1, "left out"),
        "notes with tags that are not known": (1, "differs"),
        "errors": (1, "differs"),
    }
    assert rows.items() >= expected.items()
    assert "posts without a date" not in rows
    assert "footnotes" not in rows


def test_the_command_prints_a_table_and_writes_nothing(blog: Path) -> None:
    before = sorted(blog.rglob("*"))
    done = CliRunner().invoke(main, ["doctor", "--source", str(blog)])
    assert done.exit_code == 0
    assert any(line.startswith("wiki links") and "differs" in line for line in done.output.splitlines())
    assert sorted(blog.rglob("*")) == before


def test_the_command_lists_problems_and_prints_json(blog: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--source", str(blog), "--problems"])
    assert "_posts/bad.md:2: error[yaml-syntax]" in done.output
    told = json.loads(CliRunner().invoke(main, ["doctor", "--source", str(blog), "--json"]).output)
    assert {"what", "count", "outcome", "why"} == set(told[0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("table of contents", "* x\n{:toc}"),
        ("attribute lists", "x\n{: .note}"),
        ("footnotes", "[^1]: x"),
        ("definition lists", "a\n: b"),
        ("abbreviations", "*[CSS]: x"),
        ("tables", "a | b\n--|--\n"),
        ("formulas, `$$`", "$$x$$"),
        ("formulas, single `$`", "是 $x_1$"),
        ("line breaks within Chinese text", "一\n二"),
        ("straight quotes, `--`, `...`", "so..."),
        ("jumps written `](###Heading)`", "[a](###B)"),
        ("alerts, `> [!NOTE]`", "> [!NOTE]"),
        ("marked text, `==x==`", "一==二==三"),
        ("HTML blocks", "<div>"),
        ("scripts in notes", "<script>"),
        ("Mermaid diagrams", "```mermaid\n"),
        ("links by `post_url` or `link`", "{% post_url a %}"),
        ("includes", "{% include a.html %}"),
        ("`{% highlight %}`", "{% highlight c %}"),
    ],
)
def test_a_habit_is_recognised(name: str, text: str) -> None:
    found = [habit.name for habit in (*IN_NOTES, *IN_CODE) if habit.pattern.search(text)]
    assert name in found
