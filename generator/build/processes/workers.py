"""Computing much at once: chunks of work over forked processes, or over those of any executor.

A value comes back from where it was computed and nothing else is shared, so the values do not depend
on how many processes there are.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, groupby
from operator import attrgetter
from time import process_time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from generator.build.processes.forked import forked
from generator.memo import Aside, Task, nothing

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")

_WORTH_IT = 0.2
"""Seconds of work below which starting processes costs more than they save."""
_TRIED = 2
"""Values that are computed here before it is judged how long the others take; the first tells little, since
much is imported for it."""
_SHARES = 4
"""Guided self-scheduling: the next piece is this fraction of a process's share of what is left."""
_MOST = 64
"""Values of a piece."""
_PHASE = attrgetter("phase")


class Workers:
    """Where much is computed: `jobs` processes of our own (0: one for each core), or an `executor`."""

    def __init__(self, jobs: int = 0, executor: Executor | None = None) -> None:
        """Processes are started when they are first needed."""
        self.jobs = jobs or _cores()
        self.is_given = executor is not None
        self._executor = executor
        self._running: list[Generator[Any, None, None]] = []

    @property
    def forks(self) -> bool:
        """Whether processes are forked from this one: they have all that it has, but a fork is safe only
        where no other thread runs."""
        return not self.is_given and sys.platform == "linux" and threading.active_count() == 1

    def worth(self, seconds: float) -> bool:
        """Whether to do work of so many seconds elsewhere than here."""
        return seconds >= _WORTH_IT and (self.is_given or self.jobs > 1)

    def run(
        self, apart: Apart, chunks: Sequence[Sequence[Task]], meanwhile: Aside = nothing
    ) -> Iterator[Any]:
        """What `apart` computes of every chunk, in order, then what was left for later, if anything was;
        `meanwhile` is done here."""
        work = apart.compute
        if self.forks:
            jobs, rest = self.jobs, apart.rest
            running = forked(lambda number: work(chunks[number]), len(chunks), jobs, meanwhile, rest)
            self._running.append(running)
            yield from running
            return
        if self._executor is None:
            self._executor = _spawning(self.jobs)
        values = self._executor.map(work, chunks)
        meanwhile()
        yield from values

    def close(self) -> None:
        """Ends the processes that are our own."""
        for values in self._running:
            values.close()
        if self._executor is not None and not self.is_given:
            self._executor.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _spawning(jobs: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, get_context("spawn"))


@contextmanager
def workers(jobs: int, executor: Executor | None) -> Iterator[Workers]:
    """Workers that end with the block."""
    made = Workers(jobs, executor)
    try:
        yield made
    finally:
        made.close()


class Apart(Protocol):
    """How much is computed elsewhere, and comes back: a chunk of tasks is computed there and packed, and
    unpacked here."""

    def compute(self, chunk: Sequence[Task], /) -> Any:
        """What travels of the chunk's values; runs in a worker."""

    def rest(self) -> Any:
        """Likewise of what it left for later, None where it left nothing; runs in a worker that was forked,
        once there are no more chunks."""

    def unpack(self, sent: Any, /) -> Iterable[tuple[Any, float]]:
        """The values, with the seconds of processor time that each took."""


def each(
    here: Callable[[Task], T],
    tasks: Sequence[Task],
    workers: Workers | None,
    apart: Apart | None = None,
    meanwhile: Aside = nothing,
) -> Iterator[tuple[int, T, float]]:
    """For each task, in any order, its number, `here(task)` and the seconds of processor time; those that are
    computed elsewhere, once it is plain that they take long, are what `apart` makes of them. Then, and only
    then, `meanwhile` is done here, and behind the tasks' may come values that were left for later."""
    spent = 0.0
    for number, task in enumerate(tasks):
        left = len(tasks) - number
        if number >= _TRIED and workers is not None and workers.worth(spent / (number - 1) * left):
            yield from _elsewhere(apart or _AsItIs(here), tasks, number, workers, meanwhile)
            return
        value, seconds = timed(here, task)
        spent += seconds if number else 0.0
        yield number, value, seconds


def timed(compute: Callable[[Task], T], task: Task) -> tuple[T, float]:
    """`compute(task)`, and the seconds of processor time that it took."""
    start = process_time()
    value = compute(task)
    return value, process_time() - start


def _elsewhere(
    apart: Apart, tasks: Sequence[Task], start: int, workers: Workers, meanwhile: Aside
) -> Iterator[tuple[int, Any, float]]:
    """The values of the tasks from number `start`."""
    numbers = count(start)
    for sent in workers.run(apart, list(_chunks(tasks[start:], workers.jobs)), meanwhile):
        for value, seconds in apart.unpack(sent):
            yield next(numbers), value, seconds


def _chunks(tasks: Sequence[Task], jobs: int) -> Iterator[Sequence[Task]]:
    """Tasks of a phase together, in ever smaller pieces, so that all processes end at about the same time."""
    for _, alike in groupby(tasks, key=_PHASE):
        group = list(alike)
        start = 0
        while left := len(group) - start:
            size = max(1, min(_MOST, left // (jobs * _SHARES)))
            yield group[start : start + size]
            start += size


class _AsItIs:
    """Values that travel as they are."""

    def __init__(self, compute: Callable[[Task], Any]) -> None:
        self._compute = compute

    def compute(self, chunk: Sequence[Task]) -> list[tuple[Any, float]]:
        return [timed(self._compute, task) for task in chunk]

    def rest(self) -> None:
        return None

    def unpack(self, sent: list[tuple[Any, float]]) -> list[tuple[Any, float]]:
        return sent
