"""Forked processes: values in order, faults raised here, nothing lost with a process that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.build.processes.forked import forked

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


class Leaving:
    """Leaves the odd numbers for later."""

    def __init__(self) -> None:
        self.left: list[int] = []

    def __call__(self, number: int) -> list[int]:
        if number % 2:
            self.left.append(number)
            return []
        return [number]

    def rest(self) -> list[int] | None:
        return self.left or None


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_what_was_left_for_later_comes_behind_the_others(jobs: int) -> None:
    work = Leaving()
    found = list(forked(work, 40, jobs, rest=work.rest))
    assert found[:40] == [[] if number % 2 else [number] for number in range(40)]
    assert sorted(number for rest in found[40:] for number in rest) == list(range(1, 40, 2))
    assert len(found) <= 40 + jobs


def test_nothing_comes_where_nothing_was_left() -> None:
    assert list(forked(squared, 5, 2, rest=Leaving().rest)) == [0, 1, 4, 9, 16]


def test_what_a_dead_process_had_left_is_lost_and_no_more() -> None:
    work = Leaving()

    def deadly(number: int) -> list[int]:
        return work(dying(number))

    found = list(forked(deadly, 40, 2, rest=work.rest))
    assert found[:40] == [[] if number % 2 else [number] for number in range(40)]
    assert {number for rest in found[40:] for number in rest} < set(range(1, 40, 2))


def test_what_the_rest_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(forked(squared, 5, 2, rest=_fail))


def test_the_rest_is_done_behind_who_goes_on_with_the_values() -> None:
    assert list(forked(squared, 2, 1, rest=lambda: os.nice(0)))[2:] == [os.nice(0) + 5]


def test_it_can_be_left_before_the_rest() -> None:
    values = forked(squared, 3, 2, rest=lambda: 7)
    assert [next(values) for _ in range(3)] == [0, 1, 4]
    values.close()
    assert not multiprocessing.active_children()


def test_it_can_be_left_early() -> None:
    values = forked(squared, 1000, 2)
    assert next(values) == 0
    values.close()


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


@pytest.mark.parametrize("had", [0, 1])
@pytest.mark.parametrize("lacking", ["processes", "pipes"])
def test_without_processes_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, lacking: str, had: int
) -> None:
    given = iter(range(had))
    handles = len([*Path("/proc/self/fd").iterdir()])
    context = type(multiprocessing.get_context("fork"))
    begin, pipe = context.Process.start, context.Pipe

    def refused(do: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        if next(given, None) is None:
            raise OSError(11, "Resource temporarily unavailable")
        return do(*arguments, **named)

    with monkeypatch.context() as patched:
        if lacking == "processes":
            patched.setattr(context.Process, "start", lambda process: refused(begin, process))
        else:
            patched.setattr(context, "Pipe", lambda self, **named: refused(pipe, self, **named))
        found = list(forked(place, 20, 3))
    assert [number for number, _ in found] == list(range(20))
    assert ({process for _, process in found} == {HERE}) is (had == 0)
    assert len([*Path("/proc/self/fd").iterdir()]) <= handles and not multiprocessing.active_children()


def test_more_pieces_than_a_pipe_holds() -> None:
    assert list(forked(squared, 40_000, 2)) == [number * number for number in range(40_000)]
