"""The outputs of the generator's own pages, so that links to them resolve."""

from __future__ import annotations

from collections.abc import Iterable

from generator import addresses
from generator.model import Config, Term


def generated(config: Config, terms: Iterable[Term], posts: int) -> frozenset[str]:
    """The outputs that `render` makes of its own accord; a source page at one of them replaces it."""
    pages = -(-posts // config.paginate) if config.paginate else 1
    paginated = (addresses.part_url(config.paginate_path, number) for number in range(2, pages + 1))
    lists = (("/archive/", posts), *((term.url, len(term.posts)) for term in terms))
    parts = (url for start, rows in lists for url in addresses.parts_of(start, rows))
    listed = (addresses.output_of(url) for url in (*paginated, *parts))
    return frozenset((*addresses.OWN_LISTS, *(addresses.OWN_FEEDS if config.url else ()), *listed))
