"""Work over processes that are forked for it: they have all that this one has, so nothing is sent to
them, and what they make comes back through a pipe each.

A further pipe holds the number of each piece of work: who reads it has taken the piece, so that a
process which is free takes the next. What one that died had taken is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from generator.memo import Aside, nothing

T = TypeVar("T")
_WIDTH = 4
"""Bytes of a number in the pipe."""


def forked(work: Callable[[int], T], pieces: int, jobs: int, meanwhile: Aside = nothing) -> Iterator[T]:
    """`work(number)` for each of so many pieces, in order, by `jobs` processes; raises what `work` raises.
    What is to be done here `meanwhile` is done before the first value is looked for."""
    context = multiprocessing.get_context("fork")
    numbers = _numbers(pieces)
    results: list[Connection] = []
    processes = []
    for _ in range(min(jobs, pieces)):
        here, there = context.Pipe(duplex=False)
        results.append(here)
        process = context.Process(target=_serve, args=(work, numbers, there, tuple(results)), daemon=True)
        process.start()
        there.close()
        processes.append(process)
    os.close(numbers)
    try:
        meanwhile()
        yield from _in_order(_received(results), work, pieces)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _numbers(pieces: int) -> int:
    """The reading end of a pipe with the numbers below `pieces`, whose other end is closed."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_WIDTH, "little") for number in range(pieces)))
    os.close(writing)
    return reading


def _in_order(received: Iterator[tuple[int, T]], work: Callable[[int], T], pieces: int) -> Iterator[T]:
    early: dict[int, T] = {}
    for number in range(pieces):
        for found, value in received if number not in early else ():
            early[found] = value
            if found == number:
                break
        yield early.pop(number) if number in early else work(number)


def _received(results: list[Connection]) -> Iterator[tuple[int, Any]]:
    """(number, value) as they come, until every process has ended."""
    while results:
        for ready in _ready(results):
            try:
                number, value, fault = pickle.loads(ready.recv_bytes())  # noqa: S301 of our own process
            except (EOFError, OSError):
                results.remove(ready)
                ready.close()
                continue
            if fault is not None:
                raise fault
            yield number, value


def _ready(results: list[Connection]) -> list[Connection]:
    return [one for one in wait(results) if isinstance(one, Connection)]


def _serve(
    work: Callable[[int], object], numbers: int, there: Connection, others: Sequence[Connection]
) -> None:
    """What a process does: a piece of work after the other, until none is left or nobody waits for it."""
    for other in others:
        other.close()
    while taken := os.read(numbers, _WIDTH):
        number = int.from_bytes(taken, "little")
        value, fault = None, None
        try:
            value = work(number)
        except Exception as raised:
            fault = raised
        try:
            there.send_bytes(pickle.dumps((number, value, fault), pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:
            return
