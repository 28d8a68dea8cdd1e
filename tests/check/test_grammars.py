"""The small grammars: srcset, refresh, style sheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check.attributes import refresh_url, srcset_urls
from generator.check.css import fetches
from generator.check.extract import extract


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", ()),
        (" , ,", ()),
        ("a", ("a",)),
        ("a 1x, b 2x", ("a", "b")),
        ("a, b", ("a", "b")),
        ("a,b", ("a,b",)),
        ("a,b 1x", ("a,b",)),
        ("a 1x,b 2x", ("a", "b")),
        ("a,, b", ("a", "b")),
        ("\n a\t100w ,\n b 200w\n", ("a", "b")),
        ("data:,a 1x, b", ("data:,a", "b")),
        ("a (1x, 2x), b", ("a", "b")),
    ],
)
def test_srcset(text: str, urls: tuple[str, ...]) -> None:
    assert srcset_urls(text) == urls


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("5", None),
        ("0; url=a", "a"),
        ("0;URL='a b'", "a b"),
        ('0 ; url = "a"x', "a"),
        ("0, url=a", "a"),
        ("0; a", "a"),
        ("0.5;url=a ", "a"),
        ("0; url=", None),
        ("url=a", None),
    ],
)
def test_refresh(content: str, url: str | None) -> None:
    assert refresh_url(content) == url


@pytest.mark.parametrize(
    ("css", "hrefs"),
    [
        ("p{background:url(a.png)}", ["a.png"]),
        ("p{background:URL( 'a.png' )}", ["a.png"]),
        (r"p{background:url(a\20 b.png)}", ["a b.png"]),
        ("@import 'a.css'; @import url(b.css) layer(x) screen;", ["a.css", "b.css"]),
        ("@charset 'utf-8'; @layer a; @import 'a.css';", ["a.css"]),
        ("p{} @import 'late.css';", []),
        ("@namespace url(x); p{background:url(a)}", ["a"]),
        ("@media print{p{background:url(a)}}", ["a"]),
        ("@font-face{src:url(a) format('woff2'),local('b'),url(c)}", ["a", "c"]),
        ("p{background:image-set('a' 1x, url(b) 2x)}", ["a", "b"]),
        ("p{--x:url(a)}", ["a"]),
        ("/* url(a) */ p::after{content:'url(b)'}", []),
        ("p{background:url(a b)}", []),
        ("p{background:url(a", ["a"]),
        ("p{color:red}", []),
    ],
)
def test_style_sheets(css: str, hrefs: list[str]) -> None:
    assert [fetch.href for fetch in fetches(css)] == hrefs


def test_a_style_sheets_lines_are_counted() -> None:
    assert [fetch.line for fetch in fetches("@import 'a';\n\np{background:\nurl(b)}")] == [1, 4]


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read_as_a_page(content: bytes) -> None:
    document = extract(content)
    assert all(document.anchors)


@given(st.text(alphabet="@import url(){};'\"\\ab \n,!-/*", max_size=60))
def test_any_text_can_be_read_as_a_style_sheet(css: str) -> None:
    assert all(fetch.line >= 1 for fetch in fetches(css))


@given(st.lists(st.text(alphabet="ab/.?%-", min_size=1, max_size=5), max_size=4))
def test_a_srcset_of_plain_addresses_gives_them_back(urls: list[str]) -> None:
    assert srcset_urls(", ".join(f"{url} 1x" for url in urls)) == tuple(urls)
