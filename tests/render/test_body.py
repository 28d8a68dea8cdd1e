"""What each kind of hole becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.model import (
    CodeBlock,
    Drawn,
    FigureRequest,
    Flow,
    Link,
    NetworkRequest,
    Picture,
    Piece,
    TableRequest,
    Target,
    ValueRequest,
    WikiLink,
)
from generator.render.body import Filling, render_body
from generator.render.surroundings import Place
from generator.render.words import ENGLISH
from tests.render.samples import AT, FIGURE, TABLE

FLOW = Flow("<p>", "</p>", "", "")


def filling(drawn: Drawn | None = None, **targets: Target) -> Filling:
    return Filling(targets, drawn or Drawn(), Place("notes/a.html").href)


def parsed(*pieces: Piece, given: Filling) -> LexborHTMLParser:
    return LexborHTMLParser(render_body(pieces, given))


def test_a_link_is_its_targets_address_escaped_and_a_strange_one_stays() -> None:
    given = filling(b=Target("b.html?x=1&y=2", "b.html"))
    html = render_body(('<a href="', Link("b", AT), '">b</a><a href="', Link('"c', AT), '">c</a>'), given)
    assert html == '<a href="b.html?x=1&amp;y=2">b</a><a href="&quot;c">c</a>'


def test_a_title_is_a_link_where_a_page_has_it_and_stays_typed_where_none_has() -> None:
    given = Filling({"[[卷积]]": Target("b.html", "b.html")}, Drawn(), Place("notes/a.html").href)
    links = WikiLink("卷积", "R&D", "[[卷积|R&D]]", AT), " ", WikiLink("x", "x", "[[x|<y>]]", AT)
    assert render_body(links, given) == '<a href="b.html">R&amp;D</a> [[x|&lt;y&gt;]]'


def test_a_mermaid_fence_stays_readable_code_with_its_class() -> None:
    code = parsed(CodeBlock("mermaid", "graph TD\n  A --> B\n", AT), given=filling()).css_first("pre > code")
    assert code is not None
    assert (code.attributes["class"], code.text()) == ("language-mermaid", "graph TD\n  A --> B\n")


def test_an_ordinary_picture_keeps_its_paragraph_and_gets_its_size() -> None:
    given = replace(filling(i=Target("../i%20j.png", "i j.png")), sizes={"i j.png": (640, 480)})
    picture = Picture("i", 'a "cat"', "", AT, (("class", "x"),), FLOW, ("fig 1",), "</p>")
    html = render_body((picture,), given)
    assert html == (
        '<p><img src="../i%20j.png" alt="a &quot;cat&quot;" width="640" height="480" loading="lazy" '
        'decoding="async" class="x"></p>fig 1</p>'
    )


def test_a_picture_of_unknown_size_has_no_size() -> None:
    image = parsed(Picture("nowhere.png", "", "", AT), given=filling()).css_first("img")
    assert image is not None
    assert image.attributes.get("src") == "nowhere.png"
    assert "width" not in image.attributes


def test_a_drawn_picture_becomes_a_figure_with_svg_raster_steps_and_data() -> None:
    picture = Picture("./imgs/空洞.gif", "空洞卷积", "", AT, flow=FLOW, caption=("fig1. 空洞",))
    tree = parsed(picture, given=filling(Drawn(pictures={"./imgs/空洞.gif": FIGURE})))
    source, image = tree.css_first("figure picture source"), tree.css_first("figure picture img")
    assert source is not None and image is not None
    assert source.attributes["srcset"] == "../imgs/%E7%A9%BA%E6%B4%9E.gif.svg"
    assert image.attributes["src"] == "../imgs/%E7%A9%BA%E6%B4%9E.gif"
    assert (image.attributes["width"], image.attributes["height"]) == ("400", "300")
    assert image.attributes["alt"] == FIGURE.alt
    assert tree.css_first("p") is None
    assert [node.text() for node in tree.css("figcaption strong")] == ["fig1. 空洞"]
    assert [node.text() for node in tree.css("details summary")] == ["数据 · 2 行"]
    frames = tree.css_first("picture")
    assert frames is not None and "imgs/%E7%A9%BA%E6%B4%9E.2.svg" in (frames.attributes["data-frames"] or "")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("fig1. 空洞", ["fig1."]),
        ("Figure 12: x", ["Figure 12:"]),
        ("图 3：<b>x</b>", ["图 3："]),
        ("表4 x", ["表4"]),
        ("figures are drawn", []),
        ("如图 3", []),
    ],
)
def test_the_authors_own_label_is_kept_and_marked(line: str, label: list[str]) -> None:
    request = FigureRequest("dilated_steps", (), (line,), AT)
    tree = parsed(request, given=filling(Drawn(figures={request: FIGURE})))
    assert [node.text() for node in tree.css("figcaption .label")] == label
    assert [node.text() for node in tree.css("figcaption strong")] == [LexborHTMLParser(line).text()]


def test_an_unlabelled_figure_gets_its_title_and_no_number() -> None:
    request = FigureRequest("dilated_steps", (), (), AT)
    tree = parsed(request, given=filling(Drawn(figures={request: FIGURE})))
    title = tree.css_first("figcaption strong")
    assert title is not None and title.html is not None
    assert title.html == '<strong class="title">空洞卷积 D<sub>K</sub></strong>'


def test_the_words_follow_the_pages_language() -> None:
    request = FigureRequest("dilated_steps", (), (), AT)
    one_row = replace(FIGURE, table=replace(TABLE, rows=TABLE.rows[:1], notes=(), totals_from=None))
    given = replace(filling(Drawn(figures={request: one_row})), words=ENGLISH)
    assert "Data · 1 row<" in render_body((request,), given)


def test_a_table_is_scoped_grouped_and_noted() -> None:
    request = TableRequest("cost-table", "x", (), "", AT)
    tree = parsed(request, given=filling(Drawn(tables={request: TABLE})))
    assert [node.text() for node in tree.css("thead th[scope=col]")] == ["层", "权重", "乘加 (M)"]
    assert [node.text() for node in tree.css("tbody th[scope=row]")] == ["3×3 <卷积>", "小计"]
    assert [n.text() for n in tree.css("td.number")] == ["589,824", "1,849.7", "-1,234,567.5", "12"]
    assert [node.html for node in tree.css("tr.working td sub")] == ["<sub>in</sub>", "<sub>out</sub>"]
    assert [node.text() for node in tree.css("tbody.totals th")] == ["小计"]
    assert [node.text() for node in tree.css("figcaption strong")] == ["代价"]


def test_code_is_highlighted_and_an_unknown_language_is_left_plain() -> None:
    known = render_body((CodeBlock("python", "def f(): pass\n", AT),), filling())
    unknown = render_body((CodeBlock("r}", "a < b & c", AT, (("id", "x"),)),), filling())
    assert '<span class="k">def</span>' in known
    assert 'class="language-python"' in known
    assert "a &lt; b &amp; c</code>" in unknown
    assert '<div class="code" id="x">' in unknown


def test_a_value_is_its_number_and_a_failed_request_leaves_nothing() -> None:
    value = ValueRequest("cost", "resnet50.macs", AT)
    given = filling(Drawn(values={value: "3.86 G"}))
    table, network = TableRequest("cost-table", "x", (), "", AT), NetworkRequest("n", "", AT)
    figure = FigureRequest("none", (), (), AT)
    assert render_body(("共 ", value, table, network, figure), given) == "共 3.86 G"


@pytest.mark.parametrize(
    "src", ["https://example.org/a.png", "//cdn.example/a.png", "data:image/gif;base64,R0"]
)
def test_an_image_from_elsewhere_is_not_missed(src: str) -> None:
    assert "missing" not in render_body((Picture(src, "猫", "", AT),), filling())


def test_a_missing_image_is_told_with_its_address() -> None:
    given = replace(filling(), words=ENGLISH)
    mark = parsed(Picture("../imgs/<x>.png", "a cat", "", AT), given=given).css_first(".missing")
    assert mark is not None
    assert mark.text() == "Missing image a cat ../imgs/<x>.png"
    image = mark.css_first("img")
    assert image is not None and image.attributes["alt"] == "a cat"
