"""Work over processes that are forked for it: they have all that this one has, so nothing is sent to
them, and what they make comes back through a pipe each.

A further pipe holds the numbers of the pieces of work: who reads one has taken the piece (of very many, a
few), so that a process which is free takes the next. What one that died had taken is done here, as is all of
it where no process can be had.

A process may leave something for when no piece is left: that is done while this one goes on with the values.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from generator.memo import Aside, nothing

T = TypeVar("T")
_WIDTH = 4
"""Bytes of a number in the pipe."""
_MOST = 1024
"""Numbers in the pipe: as many as the smallest holds that a system gives."""
_REST = -1
"""In place of a number: what was left for when no piece is."""
_BEHIND = 5
"""Niceness of a process that does the rest."""


def forked(
    work: Callable[[int], T],
    pieces: int,
    jobs: int,
    meanwhile: Aside = nothing,
    rest: Callable[[], T | None] = nothing,
) -> Generator[T, None, None]:
    """`work(number)` for each of so many pieces, in order, by `jobs` processes; raises what `work` raises.
    What is to be done here `meanwhile` is done before the first value is looked for. Behind the values of the
    pieces comes the `rest()` of each process that has any, of those that did not die."""
    context = multiprocessing.get_context("fork")
    taken_at_once = max(1, -(-pieces // _MOST))
    takes = [range(start, min(start + taken_at_once, pieces)) for start in range(0, pieces, taken_at_once)]
    numbers = _numbers(len(takes))
    results: list[Connection] = []
    processes = []
    for _ in range(min(jobs, len(takes))):
        with suppress(OSError):  # as many as there can be
            here, there = context.Pipe(duplex=False)
            results.append(here)
            process = context.Process(
                target=_serve, args=(work, takes, rest, numbers, there, tuple(results)), daemon=True
            )
            with closing(there):
                process.start()
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


def _numbers(count: int) -> int:
    """The reading end of a pipe with the numbers below `count`, whose other end is closed."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_WIDTH, "little") for number in range(count)))
    os.close(writing)
    return reading


def _in_order(received: Iterator[tuple[int, T]], work: Callable[[int], T], pieces: int) -> Iterator[T]:
    early: dict[int, T] = {}
    rests: list[T] = []
    for number in range(pieces):
        for found, value in received if number not in early else ():
            if found == _REST:
                rests.append(value)
                continue
            early[found] = value
            if found == number:
                break
        yield early.pop(number) if number in early else work(number)
    yield from rests
    yield from (value for number, value in received if number == _REST)


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
    work: Callable[[int], object],
    takes: Sequence[range],
    rest: Callable[[], object],
    numbers: int,
    there: Connection,
    others: Sequence[Connection],
) -> None:
    """What a process does: a piece of work after the other, until none is left or nobody waits for it, then
    the rest, behind whoever goes on with the values."""
    for other in others:
        other.close()
    while taken := os.read(numbers, _WIDTH):
        for number in takes[int.from_bytes(taken, "little")]:
            if not _sent(there, number, partial(work, number)):
                return
    os.nice(_BEHIND)
    _sent(there, _REST, rest)


def _sent(there: Connection, number: int, work: Callable[[], object]) -> bool:
    """Sends the value under that number, or what was raised instead; False where nobody waits for it."""
    value, fault = None, None
    try:
        value = work()
    except Exception as raised:
        fault = raised
    if value is None and fault is None and number == _REST:
        return True
    try:
        there.send_bytes(pickle.dumps((number, value, fault), pickle.HIGHEST_PROTOCOL))
    except BrokenPipeError:
        return False
    return True
