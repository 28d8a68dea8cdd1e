"""Pages shared out to processes: each takes the next few whenever it is free.

Must not know what is done with them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
Portions = Sequence[Sequence[str]]

_WORTH_A_PROCESS = 100
"""Pages that take about as long to read as a process to start."""
_TURNS = 255
"""At most so many portions, one byte each, so that all fit into a pipe."""


def shared_out(pages: Sequence[str], read: Callable[[Iterable[str]], T]) -> Iterator[T]:
    """What `read` returns in each process, each time for other pages, all pages together.

    This process reads along, and its own value comes first. Where processes cannot be forked it
    reads alone.
    """
    others = min(_cores(), len(pages) // _WORTH_A_PROCESS) - 1
    if others < 1 or not _may_fork():
        yield read(pages)
        return
    from multiprocessing import get_context  # a small site does without

    size = -(-len(pages) // _TURNS)
    portions = [pages[at : at + size] for at in range(0, len(pages), size)]
    turns = _turns(len(portions))
    context = get_context("fork")
    started = []
    for _ in range(others):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(there, read, portions, turns), daemon=True)
        process.start()
        there.close()
        started.append((process, here))
    yield read(_taken(portions, turns))
    os.close(turns)
    for process, here in started:
        yield here.recv()
        process.join()


def _send(to: Connection, read: Callable[[Iterable[str]], T], portions: Portions, turns: int) -> None:
    """What a forked process does; nothing of it is copied but the value that it sends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's, which ends the others
    to.send(read(_taken(portions, turns)))


def _turns(count: int) -> int:
    """A pipe that holds the numbers below `count` as bytes: whoever reads one has taken it."""
    out, into = os.pipe()
    os.write(into, bytes(range(count)))
    os.close(into)
    return out


def _taken(portions: Portions, turns: int) -> Iterator[str]:
    while number := os.read(turns, 1):
        yield from portions[number[0]]


def _cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _may_fork() -> bool:
    """Whether a forked process is safe: not beside threads, and not with the system's libraries of a Mac."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1
