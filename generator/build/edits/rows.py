"""The rows of lists as the last build left them: looked up when they are asked for, with what was edited in
its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from generator.build.cache.lasting import Lasting
from generator.build.edits.last_site import OtherwiseError
from generator.build.ties import ROWS_KEPT
from generator.render.listed import Card


class Rows(Sequence[Card]):
    """The rows of lists, newest first."""

    def __init__(self, lasting: Lasting, count: int) -> None:
        """The `count` rows that the last build left."""
        self._lasting, self._count = lasting, count
        self._blocks: dict[int, tuple[Card, ...]] = {}

    def __len__(self) -> int:
        """How many posts there are."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> Card: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Card, ...]: ...

    def __getitem__(self, index: int | slice) -> Card | tuple[Card, ...]:
        """A row, or several."""
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(self._count)))
        block, place = divmod(index, ROWS_KEPT)
        return self._block(block)[place]

    def put(self, number: int, card: Card) -> None:
        """Leaves another row in the place of one."""
        block, place = divmod(number, ROWS_KEPT)
        rows = self._block(block)
        self._blocks[block] = (*rows[:place], card, *rows[place + 1 :])
        self._lasting.leave("cards", str(block * ROWS_KEPT), self._blocks[block])

    def _block(self, block: int) -> tuple[Card, ...]:
        if block not in self._blocks:
            rows = self._lasting.last("cards", str(block * ROWS_KEPT))
            if not isinstance(rows, tuple) or len(rows) != min(ROWS_KEPT, self._count - block * ROWS_KEPT):
                raise OtherwiseError
            self._blocks[block] = rows
        return self._blocks[block]
