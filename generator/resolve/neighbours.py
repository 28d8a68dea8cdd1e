"""Which posts stand beside a post: before and after it in time, and those most like it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from generator.model import PageRef
from generator.records import dataclass
from generator.resolve.facts import Facts

_RELATED = 4
_NEAR = 8
"""Posts of a label, to either side in time, of which those most like a post are taken: what becomes of a post
is then seen near it alone, however many share its labels."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The posts beside one post."""

    previous: PageRef | None = None
    next: PageRef | None = None
    related: tuple[PageRef, ...] = ()


ALONE = Neighbours()
"""What stands beside a page that is no post."""


def newest_first(pages: Iterable[Facts]) -> tuple[Facts, ...]:
    """The pages by date; those without one last."""
    return tuple(sorted(pages, key=_age))


def neighbours(posts: tuple[Facts, ...]) -> dict[str, Neighbours]:
    """Output → what stands beside it, for every post; `posts` are newest first."""
    newer = {post.output: other.reference for other, post in pairwise(posts)}
    older = {post.output: other.reference for post, other in pairwise(posts)}
    alike = _related(posts)
    return {
        post.output: Neighbours(older.get(post.output), newer.get(post.output), alike[post.output])
        for post in posts
    }


def backlinks(linked: tuple[tuple[PageRef, tuple[str, ...]], ...]) -> dict[str, tuple[PageRef, ...]]:
    """Output → the pages that link to it; `linked` are all pages with the outputs that they link to."""
    found: dict[str, list[PageRef]] = {}
    for page, outputs in linked:
        for output in outputs:
            found.setdefault(output, []).append(page)
    return {output: tuple(pages) for output, pages in found.items()}


def _age(post: Facts) -> tuple[bool, float, str]:
    date = post.reference.date
    return (date is None, -date.timestamp() if date else 0.0, post.path)


def _related(posts: tuple[Facts, ...]) -> dict[str, tuple[PageRef, ...]]:
    """For each post the few that share most of its labels, the nearest in time among equals."""
    labels = [_labels(post) for post in posts]
    by_term: dict[str, list[int]] = {}
    for index, own in enumerate(labels):
        for label in own:
            by_term.setdefault(label, []).append(index)
    return {
        post.output: tuple(posts[other].reference for other in _most_alike(index, own, by_term))
        for index, (post, own) in enumerate(zip(posts, labels, strict=True))
    }


def _most_alike(post: int, labels: Iterable[str], by_term: Mapping[str, Sequence[int]]) -> list[int]:
    """The numbers of the posts that share most of these labels of a post's."""
    shared: Counter[int] = Counter()
    for label in labels:
        of = by_term[label]
        place = bisect_left(of, post)
        shared.update(of[max(0, place - _NEAR) : place])
        shared.update(of[place + 1 : place + 1 + _NEAR])
    ranked = sorted([(-count, abs(other - post), other) for other, count in shared.items()])
    return [other for _, _, other in ranked[:_RELATED]]


def _labels(post: Facts) -> tuple[str, ...]:
    return tuple(sorted({label.casefold() for label in (*post.tags, *post.categories)}))
