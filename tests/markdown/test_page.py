"""What a page holds beyond its HTML: holes with their places, excerpts, ids, text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Location
from generator.markdown.plain import as_html
from generator.model import (
    Config,
    FigureRequest,
    FrontMatter,
    Link,
    Param,
    Picture,
    TableRequest,
    ValueRequest,
)
from tests.markdown.reading_aloud import as_tree, read


def _as_figures(text: str) -> str:
    """The page where every standing picture has become a figure."""
    parts = []
    for piece in read(text).value.body:
        flow = piece.flow if isinstance(piece, Picture) else None
        parts.append(
            flow.block_before + "<figure></figure>\n" + flow.block_after if flow else as_html((piece,))
        )
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n![x](x.png)\nb", "<p>a</p>\n<figure></figure>\n<p>b</p>\n"),
        ("![x](x.png)  \nfig. 1 y  \nb", "<figure></figure>\n<p>b</p>\n"),
        ("![x](x.png)\n![y](y.png)", "<figure></figure>\n<figure></figure>\n"),
        ("- ![x](x.png)\n- b", "<ul>\n<li><figure></figure>\n</li>\n<li>b</li>\n</ul>\n"),
        ("![x](x.png)\n<center>y</center>", "<figure></figure>\n"),
    ],
)
def test_a_figure_never_stands_in_a_paragraph(text: str, expected: str) -> None:
    assert _as_figures(text) == expected


def test_holes_know_their_lines() -> None:
    text = "a\n`b\nc` ![p](p.png) [l\nm](x) <a href='y'>\n{rf}`net.end`"
    body = read(text).value.body
    assert [p.at.line for p in body if isinstance(p, Picture)] == [3]
    assert [(p.href, p.at.line) for p in body if isinstance(p, Link)] == [("x", 3), ("y", 4)]
    assert [p for p in body if isinstance(p, ValueRequest)] == [
        ValueRequest("rf", "net.end", Location("note.md", 5))
    ]


def test_directives_keep_their_params_with_places() -> None:
    body = read(
        "\n```{explorer} dilated\n:kernel: 3\n\n说明\n```\n\n```{cost-table} mine\n:a: b\nconv 3\n```\n"
    ).value.body
    figure = next(p for p in body if isinstance(p, FigureRequest))
    assert (figure.directive, figure.kind, figure.at.line) == ("explorer", "dilated", 2)
    assert figure.params == (Param("kernel", "3", Location("note.md", 3)),)
    assert as_html(figure.caption) == "说明"
    table = next(p for p in body if isinstance(p, TableRequest))
    assert (table.subject, table.body.strip(), table.at.line) == ("mine", "conv 3", 8)


@pytest.mark.parametrize(
    ("text", "front", "config", "expected"),
    [
        ("正文", FrontMatter(excerpt="自己 <的>"), Config(), "<p>自己 &lt;的&gt;</p>\n"),
        (
            "* x\n{:toc}\n\n# 题\n\n![a](b)\n\n正文 *c*\n\n后",
            FrontMatter(),
            Config(),
            "<p>正文 <em>c</em></p>\n",
        ),
        ("一\n\n二\n\n<!--more-->\n\n三", FrontMatter(), Config(), "<p>一</p>\n<p>二</p>\n"),
        ("一\n<!-- more -->\n二", FrontMatter(), Config(), "<p>一</p>\n"),
        ("一\n\n二\n\n\n\n三", FrontMatter(), Config(excerpt_separator="\n\n\n\n"), "<p>一</p>\n<p>二</p>\n"),
        ("一[^1]\n\n[^1]: 注", FrontMatter(), Config(), "<p>一</p>\n"),
        ("", FrontMatter(), Config(), ""),
    ],
)
def test_excerpt(text: str, front: FrontMatter, config: Config, expected: str) -> None:
    assert as_html(read(text, config, front).value.excerpt) == expected


def test_ids_are_listed_and_unique() -> None:
    page = read("# a\n\n<span id='b'></span>\n\n# b\n\n# a\n\nx[^1]\n\n[^1]: y").value
    assert page.anchors == ("a", "b", "b-1", "a-1", "fnref:1", "fn:1")
    assert [heading.anchor for heading in page.headings] == ["a", "b-1", "a-1"]


def test_a_single_dollar_obeys_the_switch() -> None:
    text = "$x$ 与 $$y$$"
    assert "\\(x\\)" in as_html(read(text).value.body)
    off = as_html(read(text, front=FrontMatter(math=False)).value.body)
    assert "$x$" in off
    assert "\\(y\\)" in off
    assert not read("$5", Config()).value.has_math


@given(st.text(alphabet="ab 中（）*_`$[]()!<>/#-:{}|\\\n^~&;\"'1.", max_size=80))
def test_any_text_makes_a_sound_page(text: str) -> None:
    page = read(text).value
    html = as_html(page.body)
    assert as_tree(html).startswith("<body>")
    assert len(re.findall("<p[ >]", html)) == html.count("</p>")
    assert len(set(page.anchors)) == len(page.anchors)


@pytest.mark.parametrize(
    ("headings", "help"),
    [
        ("# Alpha", 'the page has the headings "Alpha" (line 3); '),
        (
            "# A\n# B\n# C\n# D",
            'the page has the headings "A" (line 3), "B" (line 4), "C" (line 5) and others; ',
        ),
        ("", "the page has no headings; "),
        ("# Inception", 'did you mean "Inception" (line 3)?'),
    ],
)
def test_a_jump_that_leads_nowhere_is_told_where_it_could_lead(headings: str, help: str) -> None:
    (told,) = read(f"[x](#InceptionNet)\n\n{headings}\n\nText.\n{{:#name}}\n\n[y](#name)\n").diagnostics
    assert told.code == "unknown-jump" and told.help.startswith(help)
