"""The checker's reading of addresses and fragments, held against a real browser's."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pytest
from playwright.sync_api import Browser, Page

from generator.check.extract import extract
from generator.check.urls import External, Inert, Internal, Invalid, SiteUrls, decode
from generator.check.walk import reaches

pytestmark = pytest.mark.browser

PAGE = "http://site.test/a/b.html"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)

IDS = (
    "sec",
    "空洞 卷积",
    "%E7%A9%BA",
    "caf\u00e9",
    "a&b",
    "x:y",
    "100%",
    "[1]",
    "a+b",
    "\u00a0",
    "`^|",
    "%41",
)
BODY = (
    '<!doctype html><meta charset="utf-8">'
    + "".join(f'<p id="{escape(name)}">x</p>' for name in IDS)
    + '<a name="old">x</a><p name="no">x</p><template><p id="inert"></template>'
    + '<noscript><p id="quiet"></noscript><svg><g id="drawn"/></svg><textarea><p id="typed"></textarea>'
    + '<p id="spaced ">x</p><map name="m"></map><p id="cafe\u0301x">x</p>'
)
_NAMES = """
    #old #no #inert #quiet #drawn #typed #m #Sec #sec%20 #%73ec #%2573ec #A #%41 #空 ##sec #sec# #sec?
"""
FRAGMENTS = (
    *(f"#{name}" for name in IDS),
    *[
        "#old",
        "#no",
        "#inert",
        "#quiet",
        "#drawn",
        "#typed",
        "#m",
        "#Sec",
        "#sec%20",
        "#%73ec",
        "#%2573ec",
        "#A",
        "#%41",
        "#空",
        "##sec",
        "#sec#",
        "#sec?",
    ],
    "#%E7%A9%BA%E6%B4%9E%20%E5%8D%B7%E7%A7%AF",
    "#%e7%a9%ba%e6%b4%9e %e5%8d%b7%e7%a7%af",
    "# sec",
    "#sec ",
    "#spaced ",
    "#s\tec",
    "#\u00a0",
    "#caf%C3%A9",
    "#cafe\u0301",
    "#caf\u00e9x",
    "#100%25",
    "#%FF",
    "#[1]",
    "#%5B1%5D",
    "#sec:~:text=x",
)
_PLAIN_HREFS = r"""
    c.html ./c.html ../c.html ../../../c.html /c.html // ///c.html //h/x ?q #f c.html?q#f . .. ./ ../ /
    d\c.html \c.html \\h\x %2e/c %2E%2e/c %2e%2e%2fc c%2Fd 空.html a%b a%zz a%25 a;b a:b a|b a^b c: c:/x
    http:c.html https://h/../x HTTP://H/X http://[ http://h:99999/ http://h:80/x https://例子.test/x
    mailto:a@b javascript:0 data:,x tel:1 a//b /a//b x/./y/../z a/b/../../../.. a.html/ c.html#a#b
"""
HREFS = (
    *_PLAIN_HREFS.split(),
    " c.html ",
    "c\n.html",
    "c .html",
    "a\u00a0b",
    "",
)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", lambda route: route.fulfill(body=BODY, content_type="text/html"))
    page.goto(PAGE)
    yield page
    page.close()


def test_fragments_reach_what_a_browser_reaches(page: Page) -> None:
    click = """hrefs => hrefs.map(href => {
        const link = document.createElement("a"); link.href = href; link.click();
        return document.querySelector(":target") !== null })"""
    reached = page.evaluate(click, list(FRAGMENTS))
    anchors = extract(BODY.encode()).anchors
    urls = SiteUrls("http://site.test")
    ours = []
    for href in FRAGMENTS:
        where = urls.resolve(PAGE, href)
        assert isinstance(where, Internal)
        ours.append(reaches(anchors, where.fragment))
    told = dict(zip(FRAGMENTS, ours, strict=True))
    assert told == dict(zip(FRAGMENTS, reached, strict=True))
    assert any(ours)
    assert not all(ours)


def test_addresses_lead_where_a_browser_leads(page: Page) -> None:
    read = """hrefs => hrefs.map(href => {
        try { const u = new URL(href, document.baseURI); return [u.protocol, u.host, u.pathname, u.hash] }
        catch { return null } })"""
    urls = SiteUrls("http://site.test")
    for href, theirs in zip(HREFS, page.evaluate(read, list(HREFS)), strict=True):
        where = urls.resolve(PAGE, href)
        match where:
            case Invalid():
                assert theirs is None, href
            case Internal(path, fragment):
                assert theirs[:2] == ["http:", "site.test"], href
                assert (path, fragment) == (decode(theirs[2][1:]), theirs[3][1:]), href
            case External(url):
                protocol, host, path, _ = theirs
                assert url.startswith(f"{protocol}//{host}{path}"), href
            case Inert(scheme):
                assert theirs[0] == f"{scheme}:", href
            case _:
                assert theirs[0] not in ("http:", "https:"), href
