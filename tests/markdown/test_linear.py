"""Work grows with the size of a text, whatever is opened in it and never closed.

Work is counted in lines of Python that run, not in time: of three sizes, each twice the one before,
the second step may cost little more than twice the first. What a regular expression does is not
seen so; that none is begun which cannot end is tested beside it, and the soak takes the processor's
time of whole megabytes.
"""

from __future__ import annotations

import functools
import re
import resource
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from markdown_it.token import Token

from generator.diagnostics import Checked
from generator.markdown import bounds, dialect, fragments, html_page, plain_lines, raw_html
from generator.markdown.dispatch import INLINE_STOPS
from generator.markdown.page import parse_page
from generator.markdown.plain import as_html
from generator.model import Config, FrontMatter, Kind, Page, SourceFile
from generator.source import markup
from generator.source.jekyll_tags import TagContext, expand
from tests.measured import measured

UNITS = [
    "*", "[", "]", "$", "<", ">", "`", "_", "~", "!", "![", "(", "[]", "[](", "[](<", "\\", "\\\\(", "\\\\[",
    "{", "{:", "{::", "^", "[^", "[[", "==", "<a", "<!--", "<![CDATA[", "<?", "</", "&", "&#", "|", "|\n",
    "- ", "> ", "#", "1. ", "\n", "\t", "\\begin{align}\n", "\\begin{align}", "\\begin{align}\n\n", "$$\n",
    "$$a\n", "```\n", "``` a\n\n", "`a``", "a\n: b\n", "*[a]: b\n", "[a]: b\n", "[^a]: b\n", "<div>\n",
    "<div>",
    "**a", "*a**", "_a__", "*a", "[a](b", "![a](b", "{cost}`", "{:.a}", "- a\n", "| a |\n", '<a href="',
    "<script>", "[a][", "*a _b ", '{: a="', "{::comment}", "[[a", "> - ", "[a](#", "# a\n", "$a$ ", "<font ",
    "{{", "{% raw %}", "{% raw %}\n", "{% if x %}", "{% comment %}", "{% highlight c %}", "{{< a ", "{% a ",
]  # fmt: skip
_SIZE = 600
_MOST = 2.6


def work(function: Callable[[], object]) -> int:
    """How many lines of Python a call runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        del frame, argument
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count


def read(text: str, name: str = "a.md") -> Checked[Page]:
    source = SourceFile(name, Kind.POST, text, text, "")
    expanded = expand(source, FrontMatter(), TagContext(Config()))
    return parse_page(expanded.value, FrontMatter(), Config())


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_size(unit: str) -> None:
    read(unit * _SIZE)  # patterns are compiled at their first use
    small, middle, large = (work(functools.partial(read, unit * (_SIZE * n // len(unit)))) for n in (1, 2, 4))
    assert large - middle < _MOST * (middle - small) + 500


@pytest.mark.parametrize(
    "made",
    [
        lambda n: "".join(f"[^{i}]: a\n\nb[^{i}]\n\n" for i in range(n)),
        lambda n: "# a\n\n" * n + "[b](##a) [c](#d)\n\n" * n,
        lambda n: "*a " * n + "b*{:.c} " * n,
        lambda n: "*" + "a `b` " * n + "c*" + "{:.d}" * n,
        lambda n: "<div>" * n + "</x>" * n,
        lambda n: "`a" * n + "b``" * n,
        lambda n: "[" * n + "](a)" * n,
        lambda n: "![" * n + "](a)" * n,
        lambda n: "> " * n + "\n" + "- " * n,
        lambda n: "| a |\n|---|\n" * n,
        lambda n: "*_" * n + "_*" * n,
        lambda n: "{cost}`" * n + "``" * n,
        lambda n: "".join(f"*[a{i}]: b\n" for i in range(n)) + "\n" + "".join(f"a{i} " for i in range(n)),
        lambda n: "".join(f"*[a a{i}]: b\n" for i in range(n)) + "\n" + "a " * n,
        lambda n: "*[" + "a " * n + "]: b\n\n" + "a " * n,
    ],
)
def test_work_grows_with_size_where_two_things_meet(
    made: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "_MOST_COMPARED", 200)
    read(made(40))
    small, middle, large = (work(functools.partial(read, made(n))) for n in (75, 150, 300))
    assert large - middle < _MOST * (middle - small) + 500


@pytest.mark.parametrize("unit", ["<a", "{::", "&#", "![a", "[a](b ", "a\\", "~~a"])
def test_no_more_is_read_of_a_text_that_is_not_plain(unit: str) -> None:
    """Joining its words to be thrown away copied them at each mark."""
    pieces = plain_lines.pieces("".join(sorted(INLINE_STOPS)))
    assert len(pieces.findall(unit * 1000)) <= 2
    assert plain_lines.plain_tokens(unit * 1000, pieces, True) is None


def test_rows_are_not_filled_up_without_end() -> None:
    """Two thousand cells in one row would be as many in each of the others."""
    page = read("x\n\n" + "|a" * 2000 + "|\n" + "|b|\n" * 60 + "\nend")
    assert [(d.code, d.at.line) for d in page.diagnostics] == [("table-too-large", 3)]
    html = as_html(page.value.body)
    assert html.count("<p>") == 2 and "<table" not in html and html.count("|b|") == 60


@pytest.mark.parametrize("unit", ["<div>\n", "</x>", "<h1>", "<script>", "<p>a", "<a b", "<h2>a</h2>\n"])
def test_work_on_html_grows_with_size(unit: str) -> None:
    texts = ["<div>" * size + unit * size for size in (300, 600, 1200)]
    read(texts[0], "a.html")
    small, middle, large = (work(functools.partial(read, text, "a.html")) for text in texts)
    assert large - middle < _MOST * (middle - small) + 500


@pytest.mark.parametrize("opening", ["<!--", "<script>", "<style "])
def test_what_ends_nowhere_is_looked_for_once(opening: str) -> None:
    class Counted:
        calls = 0

        def search(self, _text: str, _start: int) -> None:
            self.calls += 1

    ends = {kind: Counted() for kind in ("", "script", "style")}
    found = html_page._elements(opening * 50, html_page._UNSEEN, ends)  # type: ignore[arg-type]
    assert list(found) == []
    assert sum(end.calls for end in ends.values()) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n" * 100_000, 100_001),
        ("\n" + "*" * 500_000 + "\n*", 3),
        ("- [x](y)\n" * 99_999, 0),
        (f"![a](data:image/png;base64,{'QmFzZTY0' * 400_000})", 0),
    ],
)
def test_a_note_has_bounds_but_none_on_its_bytes(
    text: str, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "parse", lambda body, _: [Token("hr", "hr", 0)] if body else [])
    page = read(text)
    assert [(d.code, d.at.line) for d in page.diagnostics] == [("note-too-long", line)] * bool(line)
    assert bool(page.value.body) != bool(line)


def test_a_page_in_html_has_a_bound_on_its_tags() -> None:
    page = read("a\n" + "<b>" * bounds.MOST_TAGS + "\n<i>", "a.html")
    assert [(d.code, d.at.line) for d in page.diagnostics] == [("note-too-long", 3)]
    assert not page.value.body
    assert not read("<b>" * 50 + "a<" * 50, "a.html").diagnostics


@pytest.mark.parametrize("name", ["a.md", "a.html"])
@pytest.mark.parametrize("tag", ["b", "div"])
def test_a_tag_of_thousands_of_attributes_is_text(name: str, tag: str) -> None:
    def body(count: int) -> str:
        return as_html(read(f"<{tag}{' b' * count}>x</{tag}>", name).value.body)

    assert f"<{tag} b" in body(raw_html.MOST_ATTRIBUTES)
    assert f"&lt;{tag} b" in body(raw_html.MOST_ATTRIBUTES + 1)


LONG = [
    ("<a", " b=c", ">x</a>"), ("<a", " b", ">x</a>"), ("<div", " b", ">x</div>"), ("<a", " b", ""),
    ("<p>", "word ", "</p>"), ("<p>", "\n", ""), ("<div>", "&amp;", "</div>"), ("<h1>", "a ", "</h1>"),
    ('<p id="', "a", '">'), ("<div", " ", ">"), ("<div", " ", ">\n</div>"), ("<h1>a</h1", " ", ">"),
    ("<div markdown=1>", "a ", "</div>"), ("<!--", " -", "-->"), ("<script>", "< ", "</script>"),
    ("a|b\n", "-", "x"), ("a|b\n", "-:", "x"), ("a|b\n|-|\n|c|\n", "= ", "x"), ("# a", " ", "{#b} c"),
]  # fmt: skip


@pytest.mark.parametrize("size", [400_000, pytest.param(4_000_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", ["a.md", "a.html"])
@pytest.mark.parametrize(("opening", "unit", "closing"), LONG)
def test_one_long_thing_ends_in_little_memory(
    opening: str, unit: str, closing: str, name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What grew with the square of its length would be killed: half an hour here, or a week."""
    monkeypatch.setattr(bounds, "MOST_MARKS", sys.maxsize)
    text = opening + unit * (size // len(unit)) + closing
    seconds, megabytes = measured(functools.partial(read, text, name))
    print(f"{seconds:.1f} s of the processor and {megabytes} MB for {text[:20]!r} in {name}")  # noqa: T201
    assert (
        megabytes < 300 + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    )  # with what pytest takes


@pytest.mark.soak
@pytest.mark.parametrize(
    ("opening", "filling"), [("{cost}`", "``"), ('{::options a="', "**"), ("==", "</x>"), ("<div>", "</x>")]
)
def test_a_megabyte_of_two_things_takes_four_times_the_time_of_a_quarter(opening: str, filling: str) -> None:
    quarter, whole = (
        measured(lambda size=size: read(opening * (size // len(opening)) + filling * (size // len(filling))))  # type: ignore[misc]
        for size in (60_000, 240_000)
    )
    assert whole[0] < 5 * quarter[0] + 0.5


@pytest.mark.soak
def test_names_take_as_long_as_they_are_many() -> None:
    def text(count: int) -> str:
        names = "".join(f"*[a{i}]: b\n" for i in range(count))
        return names + "\n" + "".join(f"a{i}{chr(10) * (i % 50 == 0)} " for i in range(count))

    quarter, whole = (measured(lambda count=count: read(text(count))) for count in (12_000, 48_000))  # type: ignore[misc]
    print(f"{whole[0]:.1f} s of the processor for 48,000 abbreviations and as many words")  # noqa: T201
    assert whole[0] < 5 * quarter[0] + 0.5


HTML_UNITS = [
    "<", "<a", "<a ", "<!--", "<script", "<script>", "<script></script>", "<style ", "<p", "<p>", "<p>a</p>",
    "<h1", "<h1>", "<h1>a</h1>\n", "</p>", '<a href="', "<a b='", "<a b=c ", "<?", "</", "&#", "<div>",
    "<div></x>", "<img src=a>", "<center>", "<!-->", "<svg>", "<a name=x>", "\n", " ",
]  # fmt: skip


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("unit", "name"), [*((unit, "a.md") for unit in UNITS), *((unit, "a.html") for unit in HTML_UNITS)]
)
def test_a_megabyte_takes_four_times_the_time_of_a_quarter(
    unit: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is refused by now, as it has more lines or marks than a note may have."""
    monkeypatch.setattr(bounds, "MOST_LINES", sys.maxsize)
    monkeypatch.setattr(bounds, "MOST_MARKS", sys.maxsize)
    quarter, whole = (
        measured(functools.partial(read, unit * (size // len(unit)), name)) for size in (250_000, 1_000_000)
    )
    print(f"{whole[0]:.1f} s of the processor and {whole[1]} MB for a megabyte of {unit!r} in {name}")  # noqa: T201 the soak's figures
    assert whole[0] < 5 * quarter[0] + 0.5
    assert whole[1] < 700


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{% raw %}", "{% endraw %}"),
        ("{% comment %}", "{% endcomment %}"),
        ("{% highlight c %}", "{% endhighlight %}"),
        ("{% codeblock %}", "{% endcodeblock %}"),
        ("$$a", "$$"),
        ("\\\\(a", "\\\\)"),
        ("\\\\[a", "\\\\]"),
        ("\\begin{cases}a", "\\end{cases}"),
    ],
)
def test_what_cannot_end_is_not_begun(opening: str, closing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each opening behind the last closing is ruled out before the pattern is tried."""
    asked: list[frozenset[str]] = []
    pattern = markup._pattern

    def told(note: bool, without: frozenset[str]) -> re.Pattern[str]:
        asked.append(without)
        return pattern(note, without)

    monkeypatch.setattr(markup, "_pattern", told)
    once = markup.marks(f"{opening} {closing} " + f"{opening} {{% x %}} " * 3, note=True)
    assert once[0][0] == f"{opening} {closing}"
    ruled_out = [without - {"shortcode", "tag"} for without in asked]
    assert len([without for without in ruled_out if without]) >= 3
