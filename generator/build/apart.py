"""How other processes compute for a memory that outlives this one: they send back facts, rows and the
places of bytes, each chunk of them packed at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.build.workers import Apart, Workers, each, timed
from generator.build.writing import Made, made_here, packed, written
from generator.memo import Task

if TYPE_CHECKING:
    from generator.build.lasting import Lasting

__all__ = ["apart_for", "each"]


def apart_for(lasting: Lasting, workers: Workers | None) -> Apart:
    """How such workers compute for that memory."""
    if workers is not None and workers.forks:
        return _Forked(lasting)
    return _Sent(lasting, "" if workers is not None and workers.is_given else lasting.workshop)


class _Forked:
    """How a process that was forked computes for this one: it has all that this one has."""

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting

    def compute(self, chunk: Sequence[Task]) -> bytes:
        return packed(self._lasting.made_in_fork(chunk))

    def unpack(self, sent: bytes) -> list[tuple[Any, float]]:
        return self._lasting.unpack(sent)


class _Sent:
    """How any process computes, wherever it is: no more is sent to it than the tasks."""

    def __init__(self, lasting: Lasting, workshop: str) -> None:
        self.compute = partial(_made_apart, workshop, lasting.is_whole)
        self.unpack = lasting.unpack


def _made_apart(workshop: str, whole: bool, chunk: Sequence[Task]) -> bytes:
    def made(task: Task) -> Made:
        value = made_here(workshop, task)
        return Made(value, written(value, whole))

    return packed([timed(made, task) for task in chunk])
