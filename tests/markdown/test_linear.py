"""Work grows with the size of a text, whatever is opened in it and never closed.

Work is counted in lines of Python that run, not in time: of three sizes, each twice the one before,
the second step may cost little more than twice the first. What a regular expression does is not
seen so; that none is begun which cannot end is tested beside it, and the soak takes the processor's
time of whole megabytes.
"""

from __future__ import annotations

import functools
import re
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from generator.markdown import plain_lines
from generator.markdown.dispatch import INLINE_STOPS
from generator.markdown.page import parse_page
from generator.markdown.plain import as_html
from generator.model import Config, FrontMatter, Kind, SourceFile
from generator.source import markup
from generator.source.jekyll_tags import TagContext, expand

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


def read(text: str) -> None:
    source = SourceFile("a.md", Kind.POST, text, text, "")
    expanded = expand(source, FrontMatter(), TagContext(Config()))
    parse_page(expanded.value, FrontMatter(), Config())


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_size(unit: str) -> None:
    read(unit * _SIZE)  # patterns are compiled at their first use
    small, middle, large = (work(functools.partial(read, unit * (_SIZE * n // len(unit)))) for n in (1, 2, 4))
    assert large - middle < _MOST * (middle - small) + 500


@pytest.mark.parametrize("unit", ["<a", "{::", "&#", "*a", "[a](b ", "a\\", "a\n"])
def test_no_more_is_read_of_a_text_that_is_not_plain(unit: str) -> None:
    """Joining its words to be thrown away copied them at each mark."""
    pieces = plain_lines.pieces("".join(sorted(INLINE_STOPS)))
    assert len(pieces.findall(unit * 1000)) <= 2
    assert plain_lines.plain_line(unit * 1000, pieces, True) is None


def test_rows_are_not_filled_up_without_end() -> None:
    """Two thousand cells in one row would be as many in each of the others."""
    read_page = parse_page(
        SourceFile("a.md", Kind.POST, "", "x\n\n" + "|a" * 2000 + "|\n" + "|b|\n" * 60 + "\nend", ""),
        FrontMatter(),
        Config(),
    )
    assert [(d.code, d.at.line) for d in read_page.diagnostics] == [("table-too-large", 3)]
    html = as_html(read_page.value.body)
    assert html.count("<p>") == 2 and "<table" not in html and html.count("|b|") == 60


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_takes_twice_the_time_of_half_of_it(unit: str) -> None:
    half, whole = (
        _seconds(functools.partial(read, unit * (size // len(unit)))) for size in (500_000, 1_000_000)
    )
    print(f"{whole:.1f} s of the processor for a megabyte of {unit!r}")  # noqa: T201 the soak's figures
    assert whole < 3 * half + 1


def _seconds(function: Callable[[], object]) -> float:
    begun = time.process_time()
    function()
    return time.process_time() - begun


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
