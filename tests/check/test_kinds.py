"""One page for each kind of use and definition, with the code a browser's reading gives it."""

from __future__ import annotations

import os
import unicodedata

import pytest

from .conftest import HEAD, Build, codes, findings

CAFE_NFC, CAFE_NFD = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))

# The site that every case page stands in, at the root.
AROUND: dict[str, str | bytes] = {
    "index.html": HEAD,
    "ok.html": HEAD + '<h2 id="sec">s</h2><h2 id="空洞 卷积">k</h2><a name="old">o</a><p name="no">p</p>',
    "dir/index.html": HEAD + '<p id="in">d</p>',
    "dir/page.html": HEAD + "<p>p</p>",
    "bare/notes.txt": "text",
    "a b.html": HEAD,
    "c#.html": HEAD,
    "q?.html": HEAD,
    "100%.html": HEAD,
    "a%b.html": HEAD,
    f"{CAFE_NFC}.html": HEAD,
    "空洞.html": HEAD,
    "stub.html": HEAD + '<meta http-equiv="refresh" content="0; url=ok.html">',
    "imgs/分组卷积.png": b"png",
    "imgs/a,b.png": b"png",
    "imgs/Net.PNG": b"png",
    "sprite.svg": (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<title/><symbol id="icon"><path d="M0 0"/></symbol><view id="half" viewBox="0 0 1 1"/></svg>'
    ),
    "doc.pdf": b"pdf",
    "film.mp4": b"mp4",
    "ok.css": "body{background:url(imgs/a,b.png)}",
    "bad.css": '@import "ok.css";\n\nbody{background:url("imgs/gone.png")}',
    "importing.css": '@import url("gone.css") screen;',
    "ok.js": "1",
}

FINE = {
    "relative": '<a href="ok.html">x</a>',
    "dot": '<a href="./ok.html">x</a>',
    "root": '<a href="/">x</a>',
    "folder": '<a href="dir/">x</a>',
    "folder without a slash": '<a href="dir">x</a>',
    "folder's index": '<a href="dir/index.html">x</a>',
    "through a folder": '<a href="dir/../ok.html">x</a>',
    "encoded dots": '<a href="dir/%2e%2E/ok.html">x</a>',
    "climbing that a browser clamps to a page": '<a href="../../ok.html">x</a>',
    "backslash": r'<a href="dir\page.html">x</a>',
    "blanks around": '<a href="  ok.html\n">x</a>',
    "tab within": '<a href="o\tk.html">x</a>',
    "no address": "<a>x</a>",
    "empty address is the page": '<a href="">x</a>',
    "raw blank": '<a href="a b.html">x</a>',
    "encoded blank": '<a href="a%20b.html">x</a>',
    "encoded hash": '<a href="c%23.html">x</a>',
    "encoded question mark": '<a href="q%3F.html">x</a>',
    "encoded percent": '<a href="100%25.html">x</a>',
    "raw percent": '<a href="a%b.html">x</a>',
    "raw Chinese": '<a href="空洞.html">x</a>',
    "encoded Chinese": '<a href="%E7%A9%BA%E6%B4%9E.html">x</a>',
    "lower-case encoding": '<a href="%e7%a9%ba%e6%b4%9e.html">x</a>',
    "needless encoding": '<a href="%6Fk.html">x</a>',
    "query": '<a href="ok.html?a=1&amp;b=2#sec">x</a>',
    "query alone": '<a href="?page=2">x</a>',
    "entity": '<a href="&#111;k.html">x</a>',
    "upper-case element": '<A HREF="ok.html">x</A>',
    "unquoted": "<a href=ok.html>x</a>",
    "mail": '<a href="mailto:a@b.example?subject=x">x</a>',
    "telephone": '<a href="tel:+123">x</a>',
    "script": '<a href="javascript:void(0)">x</a>',
    "inline image": '<img alt="" src="data:image/png;base64,iVBORw0KGgo=">',
    "upper-case scheme": '<a href="HTTPS://other.example/x">x</a>',
    "program's own scheme": '<a href="web+note:x">x</a>',
    "other host": '<a href="//other.example/x">x</a>',
    "host in Chinese": '<a href="https://例子.example/卷积">x</a>',
    "preconnect": '<link rel="preconnect" href="https://other.example">',
    "dns-prefetch to a path": '<link rel="dns-prefetch" href="gone">',
    "link without a purpose": '<link href="gone.css">',
    "comment": '<!-- <a href="gone.html">x</a> -->',
    "script text": "<script>let a = '<a href=\"gone.html\">x</a>'</script>",
    "template": '<template><a href="gone.html">x</a><img src="gone.png"></template>',
    "textarea": '<textarea><a href="gone.html">x</a></textarea>',
    "escaped code": '<pre>&lt;a href="gone.html"&gt;</pre>',
    "data-src": '<img alt="" src="imgs/a,b.png" data-src="gone.png">',
    "source in a picture ignores src": (
        '<picture><source src="gone.png" srcset="imgs/a,b.png"><img alt="" src="imgs/a,b.png"></picture>'
    ),
    "top": '<a href="#">x</a><a href="#top">x</a><a href="#TOP">x</a><a href="ok.html#Top">x</a>',
    "own id": '<a href="#here">x</a><p id="here">',
    "own page by name": '<a href="case.html#here">x</a><p id="here">',
    "name of an anchor": '<a href="ok.html#old">x</a>',
    "id with a blank": '<a href="ok.html#空洞 卷积">x</a>',
    "id with an encoded blank": '<a href="ok.html#%E7%A9%BA%E6%B4%9E%20%E5%8D%B7%E7%A7%AF">x</a>',
    "id that is percent text": '<a href="#%E7%A9%BA">x</a><p id="%E7%A9%BA">',
    "id with entities": '<a href="#a&amp;b">x</a><p id="a&amp;b">',
    "anchor in a folder's index": '<a href="dir/#in">x</a>',
    "text directive": '<a href="#:~:text=x">x</a><a href="ok.html#sec:~:text=s">x</a>',
    "page of a PDF": '<a href="doc.pdf#page=3">x</a>',
    "moment of a film": '<video src="film.mp4#t=10,20"></video>',
    "part of an image": '<img alt="" src="imgs/a,b.png#xywh=0,0,1,1">',
    "line of a text": '<a href="bare/notes.txt#L3">x</a>',
    "symbol of a sprite": '<svg><use href="sprite.svg#icon"/></svg>',
    "symbol by the old attribute": '<svg><use xlink:href="sprite.svg#icon"/></svg>',
    "view of an SVG": '<img alt="" src="sprite.svg#half">',
    "view spelled out": '<img alt="" src="sprite.svg#svgView(viewBox(0,0,1,1))">',
    "gradient": '<svg><linearGradient id="g"/><rect fill="url(#g)"/></svg>',
    "own symbol below a base": '<base href="dir/"><svg><symbol id="s"/><use href="#s"/></svg>',
    "base": '<base href="/dir/"><a href="page.html">x</a>',
    "relative base": '<base href="dir/"><a href="page.html">x</a>',
    "second base does not count": '<base href="/dir/"><base href="/gone/"><a href="page.html">x</a>',
    "base to another host": '<base href="https://other.example/"><a href="gone.html">x</a>',
    "base with a target only": '<base target="_blank"><a href="ok.html">x</a>',
    "comma in a srcset": '<img alt="" src="imgs/a,b.png" srcset="imgs/a,b.png 1x, imgs/分组卷积.png 2x">',
    "srcset with inline bytes": '<img alt="" srcset="data:image/gif;base64,R0lG,AA 1x, imgs/a,b.png 2x">',
    "preloaded set": '<link rel="preload" as="image" imagesrcset="imgs/a,b.png 1x">',
    "sheet": '<link rel="stylesheet" href="ok.css">',
    "style element": "<style>p{background:url('imgs/a,b.png')}</style>",
    "comment in a style": "<style>/* url(gone.png) */</style>",
    "string in a style": '<style>p::before{content:"url(gone.png)"}</style>',
    "namespace in a style": "<style>@namespace url(http://www.w3.org/1999/xhtml);</style>",
    "filter of this page": '<svg><filter id="f"/></svg><p style="filter:url(#f)">x</p>',
    "reload": '<meta http-equiv="refresh" content="30">',
    "refresh": '<meta http-equiv="Refresh" content="0;URL=\'ok.html\'">',
    "decorative image": '<img alt src="imgs/a,b.png">',
    "hidden image": '<img aria-hidden="true" src="imgs/a,b.png">',
    "one id in the page, one in a template": '<p id="x"><template><p id="x"></template>',
    "id and name alike": '<a id="x" name="x">x</a>',
    "frame without a source": '<iframe src=""></iframe>',
    "form to itself": '<form action=""></form>',
    "address without a value": "<a href>x</a>",
    "query of a sheet": '<link rel="stylesheet" href="ok.css?v=2">',
    "query and own id": '<a href="?a=1#here">x</a><p id="here">',
    "own page's symbol by name": '<svg><symbol id="s"/><use href="case.html#s"/></svg>',
    "the new attribute wins over the old": (
        '<svg><use href="sprite.svg#icon" xlink:href="sprite.svg#gone"/></svg>'
    ),
    "filter in a file": '<p style="filter:url(sprite.svg#icon)">x</p>',
    "gradient that takes after another": (
        '<svg><linearGradient id="g"/><linearGradient id="h" href="#g"/><path fill="url(#h)"/></svg>'
    ),
    "base behind the links": '<a href="page.html">x</a><base href="dir/">',
    "base that names a page": '<base href="dir/page.html"><a href="page.html">x</a>',
    "base in a drawing": '<svg><base href="/gone/"></base></svg><a href="ok.html">x</a>',
    "base in a template": '<template><base href="/gone/"></template><a href="ok.html">x</a>',
    "base that is no address": '<base href="https://"><a href="ok.html">x</a>',
    "refresh without a delay": '<meta http-equiv="refresh" content="url=gone.html">',
    "refresh without a separator": '<meta http-equiv="refresh" content="0url=gone.html">',
    "escaped comma in a style": "<style>p{background:url(imgs/a\\,b.png)}</style>",
    "nothing in a style": "<style>p{background:url()}</style><p style=\"background:url('')\">x</p>",
    "style of another kind": '<style type="text/x-note">p{background:url(gone.png)}</style>',
    "links of a shadow tree": '<p><template shadowrootmode="open"><a href="ok.html">x</a></template></p>',
    "symbol within a shadow tree": (
        '<p><template shadowrootmode="open"><svg><symbol id="s"/><use href="#s"/></svg></template></p>'
    ),
    "jump within what readers without scripts see": ('<noscript><a href="#n">x</a><p id="n"></noscript>'),
    "ids that differ in case": '<p id="x"><p id="X">',
    "ids that are empty": '<p id=""><p id="">',
    "attribute given twice": '<a href="ok.html" href="gone.html">x</a>',
    "comment that does not end": '<!-- <a href="gone.html">x</a>',
    "tag that does not end": '<a href="gone.html',
}

BROKEN = {
    "missing page": ('<a href="gone.html">x</a>', "missing-page"),
    "missing below the root": ('<a href="/gone/">x</a>', "missing-page"),
    "file with a slash": ('<a href="ok.html/">x</a>', "missing-page"),
    "raw hash in a name": ('<a href="c#.html">x</a>', "missing-page"),
    "raw question mark in a name": ('<a href="q?.html">x</a>', "missing-page"),
    "blank lost": ('<a href="ab.html">x</a>', "missing-page"),
    "plus for a blank": ('<a href="a+b.html">x</a>', "missing-page"),
    "folder without an index": ('<a href="bare/">x</a>', "no-index"),
    "case of a page": ('<a href="OK.html">x</a>', "case-differs"),
    "case of a folder": ('<a href="Dir/">x</a>', "case-differs"),
    "case of an image's suffix": ('<img alt="" src="imgs/Net.png">', "case-differs"),
    "decomposed accents": (f'<a href="{CAFE_NFD}.html">x</a>', "unicode-form"),
    "encoded twice": ('<a href="%25E7%25A9%25BA%25E6%25B4%259E.html">x</a>', "double-encoding"),
    "climbing out": ('<a href="../../etc/passwd">x</a>', "outside-site"),
    "scheme with a slip": ('<a href="htps://other.example/">x</a>', "unknown-scheme"),
    "host without a scheme": ('<a href="www.other.example">x</a>', "missing-page"),
    "host and port without a scheme": ('<a href="localhost:4000/x">x</a>', "unknown-scheme"),
    "no host": ('<a href="https://">x</a>', "invalid-url"),
    "blank in a host": ('<a href="https://other example/">x</a>', "invalid-url"),
    "file of the author's disk": ('<img alt="" src="file:///C:/notes/a.png">', "local-file"),
    "drive letter": (r'<img alt="" src="C:\notes\a.png">', "unknown-scheme"),
    "two slashes for one": ('<img alt="" src="//imgs/a,b.png">', "path-as-host"),
    "area": ('<map name="m"><area alt="x" href="gone.html"></map>', "missing-page"),
    "link in SVG": ('<svg><a href="gone.html"><text>x</text></a></svg>', "missing-page"),
    "image in SVG": ('<svg><image href="imgs/gone.png"/></svg>', "missing-image"),
    "form": ('<form action="gone"></form>', "missing-page"),
    "button's own form": ('<button formaction="gone">x</button>', "missing-page"),
    "base": ('<base href="/dir/"><a href="ok.html">x</a>', "missing-page"),
    "jump below a base": ('<base href="/dir/"><p id="here"><a href="#here">x</a>', "missing-anchor"),
    "dead jump": ('<a href="#gone">x</a>', "missing-anchor"),
    "dead jump elsewhere": ('<a href="ok.html#gone">x</a>', "missing-anchor"),
    "dead jump into an index": ('<a href="dir#gone">x</a>', "missing-anchor"),
    "dead jump with a query": ('<a href="ok.html?x=1#gone">x</a>', "missing-anchor"),
    "case of an id": ('<a href="ok.html#Sec">x</a>', "missing-anchor"),
    "three hashes": ('<a href="###Deep">x</a><h3 id="deep">Deep</h3>', "missing-anchor"),
    "decomposed id": (f'<a href="#{CAFE_NFD}">x</a><p id="{CAFE_NFC}">', "missing-anchor"),
    "id encoded twice": ('<a href="#%25E7%25A9%25BA">x</a><p id="空">', "missing-anchor"),
    "name of another element": ('<a href="ok.html#no">x</a>', "missing-anchor"),
    "id in a template": ('<a href="#t">x</a><template><p id="t"></template>', "missing-anchor"),
    "id in a textarea": ('<a href="#t">x</a><textarea><p id="t"></textarea>', "missing-anchor"),
    "id in a comment": ('<a href="#t">x</a><!-- <p id="t"> -->', "missing-anchor"),
    "id in a script": ('<a href="#t">x</a><script>\'<p id="t">\'</script>', "missing-anchor"),
    "id in escaped code": ('<a href="#t">x</a><pre>&lt;p id="t"&gt;</pre>', "missing-anchor"),
    "id for readers without scripts": ('<a href="#t">x</a><noscript><p id="t"></noscript>', "missing-anchor"),
    "top of a sprite": ('<svg><use href="sprite.svg#top"/></svg>', "missing-anchor"),
    "dead symbol": ('<svg><use href="sprite.svg#gone"/></svg>', "missing-anchor"),
    "dead own symbol": ('<svg><use href="#gone"/></svg>', "missing-anchor"),
    "missing sprite": ('<svg><use href="gone.svg#icon"/></svg>', "missing-file"),
    "dead gradient": ('<svg><rect fill="url(#gone)"/></svg>', "missing-anchor"),
    "jump through a stub": ('<a href="stub.html#sec">x</a>', "missing-anchor"),
    "missing image": ('<img alt="x" src="img/分组卷积.png">', "missing-image"),
    "image without its suffix": ('<img alt="x" src="imgs/分组卷积">', "missing-image"),
    "page as an image": ('<img alt="x" src="ok.html">', "wrong-type"),
    "page as a script": ('<script src="ok.html"></script>', "wrong-type"),
    "empty image": ('<img alt="x" src="">', "empty-address"),
    "image set": (
        '<img alt="" src="imgs/a,b.png" srcset="imgs/a,b.png 1x, imgs/gone.png 2x">',
        "missing-image",
    ),
    "image set without blanks": ('<img alt="" srcset="imgs/a.png,imgs/b.png">', "missing-image"),
    "source of a picture": (
        '<picture><source srcset="gone.webp"><img alt="" src="imgs/a,b.png"></picture>',
        "missing-image",
    ),
    "poster": ('<video poster="gone.png"></video>', "missing-image"),
    "source of a film": ('<video><source src="gone.mp4"></video>', "missing-file"),
    "track": ('<video src="film.mp4"><track src="gone.vtt"></video>', "missing-file"),
    "object": ('<object data="gone.pdf"></object>', "missing-file"),
    "embed": ('<embed src="gone.pdf">', "missing-file"),
    "frame": ('<iframe src="gone.html"></iframe>', "missing-file"),
    "frame's own document": ("<iframe srcdoc='<a href=\"gone.html\">x</a>'></iframe>", "missing-page"),
    "image button": ('<input type="image" alt="x" src="gone.png">', "missing-image"),
    "background": ('<table background="gone.png"></table>', "missing-image"),
    "script": ('<script src="gone.js"></script>', "missing-file"),
    "sheet": ('<link rel="stylesheet" href="gone.css">', "missing-file"),
    "alternate sheet": ('<link rel="alternate stylesheet" href="gone.css">', "missing-file"),
    "icon": ('<link rel="shortcut icon" href="gone.ico">', "missing-image"),
    "preloaded font": ('<link rel="preload" as="font" href="gone.woff2">', "missing-file"),
    "preloaded set": ('<link rel="preload" as="image" imagesrcset="gone.png 2x">', "missing-image"),
    "next page": ('<link rel="next" href="gone.html">', "missing-page"),
    "feed": ('<link rel="alternate" type="application/atom+xml" href="gone.xml">', "missing-page"),
    "image for sharing": ('<meta property="og:image" content="/imgs/gone.png">', "missing-image"),
    "refresh": ('<meta http-equiv="refresh" content="0; url=gone.html">', "missing-page"),
    "style attribute": ('<p style="background:url(gone.png)">x</p>', "missing-file"),
    "style attribute in entities": ('<p style="background:url(&quot;gone.png&quot;)">x</p>', "missing-file"),
    "style element": ("<style>p{background:url( 'gone.png' )}</style>", "missing-file"),
    "font": ('<style>@font-face{font-family:x;src:url(gone.woff2) format("woff2")}</style>', "missing-file"),
    "image-set in a style": ('<style>p{background:image-set("gone.png" 1x)}</style>', "missing-file"),
    "import in a style": ('<style>@import "gone.css";</style>', "missing-file"),
    "sheet with a missing image": ('<link rel="stylesheet" href="bad.css">', "missing-file"),
    "sheet with a missing import": ('<link rel="stylesheet" href="importing.css">', "missing-file"),
    "quoted source": ('<blockquote cite="gone.html">x</blockquote>', "missing-page"),
    "image for readers without scripts": (
        '<noscript><img alt="" src="gone.png"></noscript>',
        "missing-image",
    ),
    "image without an address": ('<img alt="x" src>', "empty-address"),
    "two backslashes for one": (r'<img alt="" src="\\imgs/a,b.png">', "path-as-host"),
    "page as a sprite": ('<svg><use href="ok.html#sec"/></svg>', "wrong-type"),
    "the old attribute does not help": (
        '<svg><use href="sprite.svg#gone" xlink:href="sprite.svg#icon"/></svg>',
        "missing-anchor",
    ),
    "filter gone from a file": ('<p style="filter:url(sprite.svg#gone)">x</p>', "missing-anchor"),
    "gradient that takes after none": ('<svg><linearGradient href="#gone"/></svg>', "missing-anchor"),
    "text along no path": ('<svg><text><textPath href="#gone">x</textPath></text></svg>', "missing-anchor"),
    "jump with a query": ('<a href="?a=1#gone">x</a>', "missing-anchor"),
    "fragment with a second hash": ('<a href="ok.html#sec#sec">x</a>', "missing-anchor"),
    "refresh after a comma": ('<meta http-equiv="refresh" content="0,url=gone.html">', "missing-page"),
    "refresh without its word": ('<meta http-equiv="refresh" content="5 gone.html">', "missing-page"),
    "escaped word in a style": ("<style>p{background:u\\72l(gone.png)}</style>", "missing-file"),
    "blank in an image set": ('<img alt="" srcset="imgs/a b.png 2x">', "missing-image"),
    "link in a shadow tree": (
        '<p><template shadowrootmode="open"><a href="gone.html">x</a></template></p>',
        "missing-page",
    ),
    "id in a shadow tree": (
        '<p><template shadowrootmode="open"><b id="t"></b></template></p><a href="#t">x</a>',
        "missing-anchor",
    ),
    "id of a cell outside a table": ('<a href="#t">x</a><td id="t">', "missing-anchor"),
    "id given second": ('<a href="#u">x</a><p id="t" id="u">', "missing-anchor"),
    "id with a blank before it": ('<a href="#t">x</a><p id=" t">', "missing-anchor"),
    "name of a link in a drawing": ('<a href="#t">x</a><svg><a name="t"></a></svg>', "missing-anchor"),
    "comment that ends early": ('<!--> <a href="gone.html">x</a> -->', "missing-page"),
    "id twice, once drawn": ('<p id="x"><svg><g id="x"/></svg>', "duplicate-id"),
    "no alt": ('<img src="imgs/a,b.png">', "missing-alt"),
    "id twice": ('<p id="x"><p id="x">', "duplicate-id"),
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE.keys())
def test_a_browser_finds_it(body: str, build: Build) -> None:
    assert codes(build(AROUND | {"case.html": HEAD + body})) == []


@pytest.mark.parametrize(("body", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_browser_does_not_find_it(body: str, code: str, build: Build) -> None:
    found = findings(build(AROUND | {"case.html": HEAD + body}))
    assert [(finding.diagnostic.code, finding.page) for finding in found] == [(code, "case.html")]


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ('<a href="OK.html#sec">x</a>', "ok.html#sec"),
        ('<a href="/dir/Page.html">x</a>', "/dir/page.html"),
        ('<a href="%25E7%25A9%25BA%25E6%25B4%259E.html">x</a>', "%E7%A9%BA%E6%B4%9E.html"),
        ('<a href="###Deep">x</a><h3 id="deep">Deep</h3>', "#deep"),
        ('<a href="ok.html#空洞-卷积">x</a>', "ok.html#空洞 卷积"),
        ('<img alt="" src="./img/分组卷积.png">', "./imgs/分组卷积.png"),
        ('<base href="/dir/"><a href="ok.html">x</a>', "/ok.html"),
        ('<a href="htps://other.example/">x</a>', "https://other.example/"),
        ('<a href="www.other.example">x</a>', "https://www.other.example"),
        ('<img alt="" src="//imgs/a,b.png">', "/imgs/a,b.png"),
        (f'<a href="{CAFE_NFD}.html">x</a>', f"{CAFE_NFC}.html"),
    ],
)
def test_the_help_names_what_was_meant(body: str, meant: str, build: Build) -> None:
    (found,) = findings(build(AROUND | {"case.html": HEAD + body}))
    assert found.diagnostic.help == f'did you mean "{meant}"?'


def test_pages_in_other_encodings_are_read_as_they_say(build: Build) -> None:
    body = '<p id="卷积">x</p><a href="#卷积">x</a><a href="空洞.html">x</a>'
    declared = '<!doctype html><meta charset="gb2312">' + body
    site = build(
        AROUND
        | {
            "gb.html": declared.encode("gb18030"),
            "gbk.html": ('<meta http-equiv="content-type" content="text/html; charset=gbk">' + body).encode(
                "gbk"
            ),
            "bom-wins.html": ('\ufeff<meta charset="gbk">' + body).encode(),
            "latin.html": '<meta charset="iso-8859-1"><p id="é">x</p><a href="#é">x</a>'.encode("latin-1"),
            "utf16.html": ("<!doctype html>" + body).encode("utf-16"),
            "bom.html": ("\ufeff<!doctype html>" + body).encode(),
        }
    )
    assert codes(site) == []


def test_a_file_name_that_is_no_text_is_found_by_its_bytes(build: Build) -> None:
    name = b"\xff.html".decode("utf-8", "surrogateescape")
    site = build(
        AROUND | {name: HEAD, "case.html": HEAD + '<a href="%FF.html">x</a><a href="%FE.html">x</a>'}
    )
    (found,) = findings(site)
    assert found.href == "%FE.html"


def test_an_address_that_is_no_text_once_and_decodes_again_is_judged(build: Build) -> None:
    """Found by the fuzzer: bytes cut off before another percent sign, in an image that is missing."""
    site = build(AROUND | {"case.html": HEAD + '<img alt="" src="./%E5%8D%B7%E4%B8%<a">'})
    (found,) = findings(site)
    assert found.diagnostic.code == "missing-image"


@pytest.mark.timeout(60)
def test_what_is_no_file_is_not_opened(build: Build) -> None:
    """A pipe would be waited for, a device never ends."""
    site = build(AROUND | {"case.html": HEAD + '<a href="pipe.html">x</a><a href="zero.html">x</a>'})
    os.mkfifo(site / "pipe.html")
    os.mkfifo(site / "pipe.css")
    (site / "zero.html").symlink_to("/dev/zero")
    (site / "self.html").symlink_to("self.html")
    (site / "up").symlink_to("..")
    assert codes(site) == ["missing-page", "missing-page"]


def test_what_was_judged_for_one_page_is_judged_alike_for_the_next(build: Build) -> None:
    """Addresses are remembered for a folder; fragments, roles and bases still differ by page."""
    hrefs = ("ok.html", "ok.html#sec", "ok.html#空洞 卷积", "ok.html#")
    fine = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    site = build(
        AROUND
        | {
            "case-1.html": HEAD + fine,
            "case-2.html": HEAD + fine + '<a href="ok.html#gone">x</a><a href="ok.html#没有">x</a>',
            "case-3.html": HEAD + fine + '<img alt="" src="ok.html">',
            "case-4.html": HEAD + '<base href="/dir/">' + '<a href="ok.html">x</a><a href="#in">x</a>',
            "case-5.html": HEAD + '<a href="#%E7%A9%BA">x</a><a href="#空">x</a><p id="%E7%A9%BA">',
            "case-6.html": HEAD + '<img alt="" src="#">',
            "dir/case-7.html": HEAD + '<a href="ok.html">x</a>',
        }
    )
    assert [(found.page, found.href, found.diagnostic.code) for found in findings(site)] == [
        ("case-2.html", "ok.html#gone", "missing-anchor"),
        ("case-2.html", "ok.html#没有", "missing-anchor"),
        ("case-3.html", "ok.html", "wrong-type"),
        ("case-4.html", "ok.html", "missing-page"),
        ("case-6.html", "#", "wrong-type"),
        ("dir/case-7.html", "ok.html", "missing-page"),
    ]
