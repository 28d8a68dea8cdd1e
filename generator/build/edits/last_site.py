"""The site as the last build left it, looked up piece by piece, with what was edited in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator import addresses
from generator.build.cache.lasting import Lasting
from generator.build.ties import Ties
from generator.diagnostics import Checked
from generator.render.surroundings import Surroundings
from generator.resolve import Placed

if TYPE_CHECKING:
    from generator.model import Page, ResolvedPage
    from generator.render.listed import Card, Posts, Shown
    from generator.render.page_view import PageInput


class OtherwiseError(Exception):
    """More has changed than a short way can follow, or may have: the whole build must look."""


class LastSite:
    """What the last build remembered; `OtherwiseError` for what it did not."""

    def __init__(self, lasting: Lasting) -> None:
        """The site behind `lasting`."""
        around, ties = lasting.last("around", ""), lasting.last("ties", "")
        if not isinstance(around, Surroundings) or not isinstance(ties, Ties):
            raise OtherwiseError
        self.around: Surroundings = around
        self.ties: Ties = ties
        self._lasting = lasting
        self._edited: dict[str, PageInput] = {}
        self._pages: dict[str, Page] = {}

    def edit(self, given: PageInput) -> None:
        """Takes what an edited note's page is rendered from now."""
        self._edited[given.resolved.output] = given
        self._pages[given.resolved.page.path] = given.resolved.page

    def given(self, output: str) -> PageInput:
        """What the page at `output` is rendered from."""
        found = self._edited.get(output) or self._lasting.last_given(output, self._page)
        if found is None:
            raise OtherwiseError
        return found

    def showing(self, url: str) -> tuple[str, ...]:
        """The outputs of the pages that are rendered with a reference to that URL."""
        found = self._lasting.showing(url, self.ties.pages)
        if found is None:
            raise OtherwiseError
        return found

    def linking(self, resolved: ResolvedPage) -> Iterator[ResolvedPage]:
        """The other pages that link to one."""
        for reference in resolved.backlinks:
            yield self.given(addresses.output_of(reference.url)).resolved

    def posts(self, now: Mapping[str, Card]) -> tuple[Posts, tuple[int, ...]]:
        """All posts, their rows in lists looked up when they are asked for but for those of the outputs
        `now`, and the numbers of these."""
        from generator.build.edits.rows import Rows  # few edits change a list
        from generator.render.listed import Order, Posts, labels_of, shown_of

        order = self._lasting.last("order", "")
        if not isinstance(order, Order):
            raise OtherwiseError
        rows = Rows(self._lasting, len(order.posts))
        numbers = {output: number for number, output in enumerate(order.posts) if output in now}
        for output, number in numbers.items():
            rows.put(number, now[output])

        def shown(start: int, stop: int) -> tuple[Shown, ...]:
            inputs = zip(map(self.given, order.posts[start:stop]), rows[start:stop], strict=True)
            return tuple(shown_of(given.resolved, row, given.drawn) for given, row in inputs)

        return Posts(order, labels_of(order.tags), rows, shown), tuple(numbers.values())

    def _page(self, path: str) -> Page:
        if path not in self._pages:
            found = self._lasting.last("parse", path)
            if not isinstance(found, Checked) or not isinstance(found.value, Placed):
                raise OtherwiseError
            self._pages[path] = found.value.page
        return self._pages[path]
