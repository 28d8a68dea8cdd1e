"""Forked processes: values in order, faults raised here, nothing lost with a process that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial

import pytest

from generator.build.forked import forked

HERE = os.getpid()


def squared(number: int) -> int:
    return number * number


def failing(number: int) -> int:
    if number == 5:
        raise ValueError(f"no {number}")
    return number


def dying(number: int) -> int:
    """Kills the process it runs in, unless that is the one that asked."""
    if os.getpid() != HERE and number % 7 == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def place(number: int) -> tuple[int, int]:
    return number, os.getpid()


@pytest.mark.parametrize(("pieces", "jobs"), [(0, 2), (1, 2), (50, 1), (50, 2), (50, 7)])
def test_values_come_in_order(pieces: int, jobs: int) -> None:
    assert list(forked(squared, pieces, jobs)) == [number * number for number in range(pieces)]


def test_the_work_is_done_elsewhere() -> None:
    found = list(forked(place, 30, 2))
    assert [number for number, _ in found] == list(range(30))
    assert HERE not in {process for _, process in found}


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no 5"):
        list(forked(failing, 20, 2))


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_what_a_dead_process_had_taken_is_done_here(jobs: int) -> None:
    assert list(forked(dying, 40, jobs)) == list(range(40))


def test_nothing_has_to_travel_to_the_processes() -> None:
    work: Callable[[int], int] = partial(lambda base, number: base + number, 3)  # a lambda cannot be pickled
    assert list(forked(work, 4, 2)) == [3, 4, 5, 6]


def test_it_can_be_left_early() -> None:
    values = forked(squared, 1000, 2)
    assert next(values) == 0
    values.close()  # type: ignore[attr-defined] # it is a generator


def test_what_is_done_meanwhile_is_done_here_and_once() -> None:
    done: list[int] = []
    values = list(forked(place, 30, 2, lambda: done.append(os.getpid())))
    assert done == [HERE]
    assert [number for number, _ in values] == list(range(30))


def _fail() -> None:
    raise ZeroDivisionError


def test_a_fault_meanwhile_is_raised_and_leaves_no_process() -> None:
    with pytest.raises(ZeroDivisionError):
        list(forked(squared, 30, 2, _fail))
    assert not multiprocessing.active_children()
