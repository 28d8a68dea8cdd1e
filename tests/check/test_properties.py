"""Sites of any shape: sound links are never reported, planted faults always are, whatever the names."""

from __future__ import annotations

import tempfile
import unicodedata
from html import escape
from pathlib import Path

from ada_url import URL
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import addresses
from generator.check import check_site
from generator.check.tree import Slip, Tree
from generator.check.urls import Internal, SiteUrls, decode

from .conftest import HEAD

# What file systems and URLs quarrel about: blanks, reserved signs, both forms of é, upper case.
LETTERS = "ab卷积 %#?&+;=,'\"~!$()[]{}|^`@:é\u0301Z0"
NAMES = st.text(LETTERS, min_size=1, max_size=6).filter(lambda name: name.strip(" .") == name)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join).map(lambda path: f"{path}.html")
Site = dict[str, tuple[str, ...]]
"""page → its ids"""
IDS = st.text(LETTERS.replace(" ", ""), min_size=1, max_size=5)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Pages, no two of which differ in case or composition alone, each with its ids; too few for an address
    that fails on all of them to be taken for a template's."""
    paths = draw(
        st.lists(
            PATHS, min_size=2, max_size=4, unique_by=lambda p: unicodedata.normalize("NFC", p).casefold()
        )
    )
    return {path: tuple(draw(st.lists(IDS, max_size=3, unique=True))) for path in paths}


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _page(path: str, site: Site) -> str:
    """A page that links to every page and every id of the site."""
    links = [addresses.relative(path, other, name) for other, ids in site.items() for name in (None, *ids)]
    body = "".join(f'<a href="{escape(href)}">x</a>' for href in links)
    return HEAD + body + "".join(f'<p id="{escape(name)}">x</p>' for name in site[path])


def _write(root: Path, site: Site) -> None:
    for path in site:
        whole = root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(_page(path, site), "utf-8")


@settings(deadline=None, max_examples=60)
@given(sites())
def test_sound_links_are_never_reported(site: Site) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), site)
        assert check_site(Path(folder)).findings == ()


@settings(deadline=None, max_examples=40)
@given(sites(), st.data())
def test_every_link_to_a_page_that_went_is_reported(site: Site, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(site)))
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), site)
        (Path(folder) / gone).unlink()
        found = check_site(Path(folder)).findings
    left = len(site) - 1
    assert len(found) == left * (1 + len(site[gone]))
    assert {finding.page for finding in found} == site.keys() - {gone}


@settings(deadline=None, max_examples=40)
@given(sites(), st.data())
def test_every_jump_to_an_id_that_went_is_reported(site: Site, data: st.DataObject) -> None:
    changed = data.draw(st.sampled_from(sorted(site)))
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), site)
        text = _page(changed, site)
        (Path(folder) / changed).write_text(text.replace(" id=", " data-id="), "utf-8")
        found = check_site(Path(folder)).findings
    assert [finding.diagnostic.code for finding in found] == ["missing-anchor"] * (
        len(site) * len(site[changed])
    )


@given(st.sampled_from(["卷积/Ab.html", "x/caf\u00e9.png", "a b/I.HTML"]), st.data())
def test_a_slip_of_case_or_composition_is_guessed(path: str, data: st.DataObject) -> None:
    tree = Tree((path, "other.html"))
    slip = data.draw(st.sampled_from([str.swapcase, lambda p: unicodedata.normalize("NFD", p)]))
    wrong = slip(path)
    guess = tree.guess(wrong)
    if wrong != path:
        assert guess is not None
        assert guess.path == path
        assert guess.slip in (Slip.CASE, Slip.UNICODE)


_FOLDERS = st.lists(st.sampled_from(["a", "b-1", "c.d", "卷积", "e f"]), max_size=3).map(
    lambda names: "".join(f"{name}/" for name in names)
)
_HREFS = st.text("ab卷.-_/~#:?%2eE\\\n é", max_size=12) | st.tuples(
    st.integers(0, 4),
    st.sampled_from(
        [
            "a.html",
            "b-1/c.html",
            "卷积/图.png",
            "a..b",
            "a%20b.html",
            "%2e%2E/a",
            "a/%2e./b",
            "%E5%8D%B7/%zz",
            "a%2Fb",
        ]
    ),
).map(lambda parts: ("/blog/" if parts[0] == 4 else "../" * parts[0]) + parts[1])


@settings(deadline=None, max_examples=400)
@given(_FOLDERS, _HREFS, st.sampled_from(["/", "/blog/"]))
def test_addresses_lead_where_the_url_parser_says(folder: str, href: str, prefix: str) -> None:
    urls = SiteUrls("https://me.example", prefix)
    base = urls.of(f"{folder}page.html")
    where = urls.resolve(base, href)
    if isinstance(where, Internal):
        url = URL(href, base=base)
        assert url.origin == "https://me.example"
        path = f"{url.pathname}/" if f"{url.pathname}/" == prefix else url.pathname
        assert decode(path) == prefix + where.path
        assert url.hash.removeprefix("#") == where.fragment


@settings(deadline=None, max_examples=400)
@given(_FOLDERS, _HREFS, st.sampled_from(["/", "/blog/"]))
def test_plain_addresses_need_no_url_parser(folder: str, href: str, prefix: str) -> None:
    urls = SiteUrls("https://me.example", prefix)
    base = urls.of(f"{folder}page.html")
    path = urls.plainly(base.removesuffix("page.html"), href)
    if path is not None:
        assert urls.resolve(base, href) == Internal(path)


def test_most_addresses_are_plain() -> None:
    urls = SiteUrls("https://me.example", "/blog/")
    here = "https://me.example/blog/%E5%8D%B7/"
    for href in ("a.html", "../图.png", "b/%E5%8D%B7.html", "./a-1/", "../", "/blog/a/b", "/blog/"):
        assert urls.plainly(here, href) is not None
    for href in ("../../a.html", "/a.html", "a?b", "//a", "a//b", "%2e%2e/a", "/blog", "a:b", "."):
        assert urls.plainly(here, href) is None
