"""What ties a site's pages together, beside the links and lists that each one's own rows tell of."""

from __future__ import annotations

from collections.abc import Iterable

from generator import addresses
from generator.model import Site
from generator.records import dataclass

ROWS_KEPT = 128
"""Rows of lists that are remembered together."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Where an edit of one page may be seen elsewhere."""

    included: tuple[str, ...]
    """The sources whose texts others include."""
    in_feeds: tuple[str, ...]
    """The outputs of the posts in the feeds, newest first."""
    led_to: tuple[str, ...]
    """The outputs to which old addresses lead on."""
    taken: tuple[str, ...]
    """The feeds in whose place a file of the source stands."""
    pages: int
    """How many pages there are that list no posts."""
    by_title: bool
    """Whether some page links to others by their titles."""
    own_lists: bool
    """Whether some page of the author's lists posts."""


def ties_of(site: Site, included: Iterable[str]) -> Ties:
    """The ties of a site whose notes include the texts of the sources `included`."""
    from generator.render.feeds import newest_posts
    from generator.render.plan import LISTING, taken_by_sources

    return Ties(
        included=tuple(sorted(included)),
        in_feeds=tuple(post.output for post in newest_posts(site)),
        led_to=tuple(sorted({target for _, target in site.moved})),
        taken=tuple(sorted(taken_by_sources(site).intersection(addresses.OWN_FEEDS))),
        pages=sum(page.page.front.layout not in LISTING for page in site.pages),
        by_title=any(use.href.startswith("[[") for page in site.pages for use in page.page.uses),
        own_lists=any(page.page.front.layout in LISTING for page in site.pages),
    )
