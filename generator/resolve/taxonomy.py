"""Tags, categories and years: which posts have which, and at which address each is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator import addresses
from generator.model import PageRef, Term
from generator.resolve.facts import Facts


def terms(
    posts: Iterable[Facts], names_of: Callable[[Facts], tuple[str, ...]], folder: str
) -> tuple[Term, ...]:
    """The terms of `posts`, by number of posts, then name. `folder` is "tags" or "categories".

    Names that differ by case only share one address; other names whose slugs meet are numbered.
    """
    members: dict[str, dict[PageRef, None]] = {}
    spelling: dict[str, str] = {}
    for post in posts:
        for name in dict.fromkeys(names_of(post)):
            key = name.casefold()
            spelling.setdefault(key, name)
            members.setdefault(key, {})[post.reference] = None
    urls = _urls(sorted(members), folder)
    ordered = sorted(members, key=lambda key: (-len(members[key]), key))
    return tuple(Term(spelling[key], urls[key], tuple(members[key])) for key in ordered)


def years(posts: Iterable[Facts]) -> tuple[Term, ...]:
    """The years that have posts, newest first, with their place in the archive; `posts` are newest first."""
    members: dict[int, list[PageRef]] = {}
    first: dict[int, int] = {}
    for row, post in enumerate(posts):
        if (date := post.reference.date) is not None:
            first.setdefault(date.year, row)
            members.setdefault(date.year, []).append(post.reference)
    parts = addresses.parts_of("/archive/", max(first.values(), default=0) + 1)
    return tuple(
        Term(str(year), f"{parts[first[year] // addresses.ROWS]}#y{year}", tuple(members[year]))
        for year in sorted(members, reverse=True)
    )


def _urls(keys: Iterable[str], folder: str) -> dict[str, str]:
    taken: set[str] = set()
    urls: dict[str, str] = {}
    for key in keys:
        base = slug = addresses.slug(key)
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        urls[key] = f"/{folder}/{slug}/"
    return urls
