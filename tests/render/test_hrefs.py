"""Hrefs from page to page lead where they should, whatever the folders are called."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render.surroundings import Place

FOLDERS = st.lists(st.sampled_from(["a", "b", "卷积", "a b", "c:d", "index.html"]), max_size=3)
NAMES = st.sampled_from(["index.html", "x.html", "卷 积.html", "a:b.html", "100%.html"])
OUTPUTS = st.builds(lambda folders, name: "/".join((*folders, name)), FOLDERS, NAMES)


def _shown(output: str) -> str:
    """An output as it stands in an address: without the name of a folder's index."""
    folder, _, name = output.rpartition("/")
    return "/".join(filter(None, (folder, ""))) + "/" * bool(folder) if name == "index.html" else output


@settings(deadline=None, max_examples=300)
@given(source=OUTPUTS, target=OUTPUTS)
def test_a_relative_href_resolves_to_its_target(source: str, target: str) -> None:
    base = "https://e.org/base/"
    href = Place(source).href(f"{target}?v1", "节")
    resolved = unquote(urljoin(urljoin(base, Place("x").href(source)), href))
    assert resolved == f"{base}{_shown(target)}?v1#节"


@settings(deadline=None)
@given(target=OUTPUTS)
def test_the_lost_page_is_left_by_full_paths(target: str) -> None:
    href = Place("404.html", "/base").href(f"{target}?v1", "节")
    assert unquote(href) == f"/base/{_shown(target)}?v1#节"


def test_a_site_absolute_url_leads_to_its_output() -> None:
    place = Place("2019/a.html")
    assert place.href_of("/archive/#y2019") == "../archive/#y2019"
    assert place.href_of("/b") == "../b.html"
