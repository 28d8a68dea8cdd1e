"""Computing much at once: chunks of work over forked processes, or over those of any executor.

A value comes back from where it was computed and nothing else is shared, so the values do not depend
on how many processes there are.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from time import process_time
from typing import Any, TypeVar

from generator.build.forked import forked

T = TypeVar("T")

_WORTH_IT = 0.2
"""Seconds of work below which starting processes costs more than they save."""
_TRIED = 2
"""Values that are computed here before it is judged how long the others take; the first tells little, since
much is imported for it."""
_CHUNKS_PER_WORKER = 8
_MOST = 64
"""Values of a chunk."""


class Workers:
    """Where much is computed: `jobs` processes of our own (0: one for each core), or an `executor`."""

    def __init__(self, jobs: int = 0, executor: Executor | None = None) -> None:
        """Processes are started when they are first needed."""
        self.jobs = jobs or (os.cpu_count() or 1)
        self.is_given = executor is not None
        self._executor = executor

    def worth(self, seconds: float) -> bool:
        """Whether to do work of so many seconds elsewhere than here."""
        return seconds >= _WORTH_IT and (self.is_given or self.jobs > 1)

    def run(self, work: Callable[[Sequence[T]], list[Any]], chunks: Sequence[Sequence[T]]) -> Iterator[Any]:
        """`work(chunk)` for every chunk, in order.

        A fork has all that this process has, but is safe only where no other thread runs.
        """
        if not self.is_given and sys.platform == "linux" and threading.active_count() == 1:
            return forked(lambda number: work(chunks[number]), len(chunks), self.jobs)
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"))
        return self._executor.map(work, chunks)

    def close(self) -> None:
        """Ends the processes that are our own."""
        if self._executor is not None and not self.is_given:
            self._executor.shutdown(cancel_futures=True)


@contextmanager
def workers(jobs: int, executor: Executor | None) -> Iterator[Workers]:
    """Workers that end with the block."""
    made = Workers(jobs, executor)
    try:
        yield made
    finally:
        made.close()


def each(
    here: Callable[..., T],
    tasks: Sequence[tuple[Any, ...]],
    workers: Workers | None,
    apart: Callable[..., T] | None = None,
) -> Iterator[tuple[T, float]]:
    """`here(*arguments)` for each task, in order, and its seconds of processor time; `apart(*arguments)` for
    those that are computed elsewhere, once it is plain that they take long."""
    run, spent = _Run(here), 0.0
    for number, arguments in enumerate(tasks):
        left = len(tasks) - number
        if number >= _TRIED and workers is not None and workers.worth(spent / (number - 1) * left):
            yield from _elsewhere(apart or here, tasks[number:], workers)
            return
        value, seconds = run.timed(arguments)
        spent += seconds if number else 0.0
        yield value, seconds


def _elsewhere(
    compute: Callable[..., T], tasks: Sequence[tuple[Any, ...]], workers: Workers
) -> Iterator[tuple[T, float]]:
    size = max(1, min(_MOST, -(-len(tasks) // (workers.jobs * _CHUNKS_PER_WORKER))))
    chunks = [tasks[start : start + size] for start in range(0, len(tasks), size)]
    for values in workers.run(_Run(compute), chunks):
        yield from values


class _Run:
    """A function over chunks of its arguments: what is sent to a worker."""

    def __init__(self, compute: Callable[..., Any]) -> None:
        self._compute = compute

    def __call__(self, chunk: Sequence[tuple[Any, ...]]) -> list[tuple[Any, float]]:
        """One chunk's values; runs in a worker."""
        return [self.timed(arguments) for arguments in chunk]

    def timed(self, arguments: tuple[Any, ...]) -> tuple[Any, float]:
        start = process_time()
        value = self._compute(*arguments)
        return value, process_time() - start
