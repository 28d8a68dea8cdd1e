"""What an edit makes the site look at again: no more than what it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from generator.build import Memory
from generator.model import Config, Link, Piece, Site, WikiLink
from generator.resolve import Placed, resolve
from tests.resolve.test_resolve import link, page

T = TypeVar("T")


class Watched:
    """A memory that tells what it had to compute."""

    def __init__(self) -> None:
        self._memory = Memory()
        self.computed: set[tuple[str, str]] = set()

    def recall(self, phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
        def told(*given: object) -> T:
            self.computed.add((phase, name))
            return compute(*given)

        return self._memory.recall(phase, name, told, *arguments)

    def site(self, pages: Sequence[Placed]) -> Site:
        self.computed.clear()
        return resolve(Config(), pages, [], [], self.recall).value


def pages(*body: Piece, title: str = "") -> list[Placed]:
    first = page("_posts/a.md", "a.html", *body)
    if title:
        first = replace(first, page=replace(first.page, front=replace(first.page.front, title=title)))
    return [first, page("_posts/b.md", "b.html", link("a.html"), day=2), page("_posts/c.md", "c.html", day=3)]


def test_an_edit_within_a_text_touches_its_page_alone() -> None:
    memory = Watched()
    before = memory.site(pages("One."))
    after = memory.site(pages("Two."))
    assert {name for _, name in memory.computed} == {"_posts/a.md"}
    assert after.pages[1] is before.pages[1]
    assert after.tags is before.tags


def test_a_title_touches_the_links_of_those_alone_that_link_by_titles() -> None:
    memory = Watched()
    by_title = page("_posts/d.md", "d.html", WikiLink("b", "b", "[[b]]", link("").at), day=4)
    memory.site([*pages("One."), by_title])
    memory.site([*pages("One.", title="Another"), by_title])
    assert {name for phase, name in memory.computed if phase == "targets"} == {"_posts/a.md", "_posts/d.md"}


def test_a_new_link_is_told_to_the_page_that_it_leads_to_alone() -> None:
    memory = Watched()
    memory.site(pages("One."))
    linking: tuple[Link, ...] = (link("c.html"),)
    site = memory.site(pages(*linking))
    assert {name for phase, name in memory.computed if phase == "resolved"} == {"_posts/a.md", "_posts/c.md"}
    assert [reference.url for reference in site.pages[2].backlinks] == ["/a.html"]


def test_an_address_that_comes_is_tried_for_every_link() -> None:
    memory = Watched()
    dead = pages(link("new.html"))
    assert memory.site(dead).pages[0].targets == {}
    site = memory.site([*dead, page("_posts/new.md", "new.html", day=5)])
    assert site.pages[0].targets["new.html"].output == "new.html"
