"""Computing much at once: chunks of work over the processes of any executor.

A function and its arguments travel to a process and its value comes back; nothing else is shared,
so the values do not depend on how many processes there are.
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

T = TypeVar("T")

_WORTH_IT = 40
"""Values below which starting processes costs more than they save."""
_CHUNKS_PER_WORKER = 8


class Workers:
    """The processes of an executor, started when they are first needed."""

    def __init__(self, jobs: int = 0, executor: Executor | None = None) -> None:
        """`jobs` processes (0: one for each core) of our own, or those of `executor`."""
        self.jobs = jobs or (os.cpu_count() or 1)
        self._given = executor
        self._own: ProcessPoolExecutor | None = None

    @property
    def useful(self) -> bool:
        """Whether there is any process but this one."""
        return self._given is not None or self.jobs > 1

    def executor(self) -> Executor:
        """The executor: the given one, else our own."""
        if self._given is not None:
            return self._given
        if self._own is None:
            self._own = ProcessPoolExecutor(self.jobs, multiprocessing.get_context(_start_method()))
        return self._own

    def close(self) -> None:
        """Ends the processes that are our own."""
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)


@contextmanager
def workers(jobs: int, executor: Executor | None) -> Iterator[Workers]:
    """Workers that end with the block."""
    made = Workers(jobs, executor)
    try:
        yield made
    finally:
        made.close()


def each(
    compute: Callable[..., T], tasks: Sequence[tuple[Any, ...]], workers: Workers | None
) -> Iterator[tuple[T, float]]:
    """`compute(*arguments)` for each task, in order, and its seconds of processor time."""
    if workers is None or not workers.useful or len(tasks) < _WORTH_IT:
        yield from (_timed(compute, arguments) for arguments in tasks)
        return
    size = max(1, min(64, -(-len(tasks) // (workers.jobs * _CHUNKS_PER_WORKER))))
    chunks = [tasks[start : start + size] for start in range(0, len(tasks), size)]
    for values in workers.executor().map(_run, [compute] * len(chunks), chunks):
        yield from values


def _run(compute: Callable[..., T], chunk: Sequence[tuple[Any, ...]]) -> list[tuple[T, float]]:
    """One chunk's values; runs in a worker."""
    return [_timed(compute, arguments) for arguments in chunk]


def _timed(compute: Callable[..., T], arguments: tuple[Any, ...]) -> tuple[T, float]:
    start = process_time()
    value = compute(*arguments)
    return value, process_time() - start


def _start_method() -> str:
    """A fork has everything imported already; it is safe only where no other thread runs."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
