"""How other processes compute for a memory that outlives this one: they send back facts, rows and the
places of bytes, each chunk of them packed at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.build.cache.lasting import DEFERRED
from generator.build.cache.writing import Ahead, Late, Made, made_here, packed, with_bytes_laid_down, written
from generator.build.processes.workers import Apart, Workers, each, timed
from generator.memo import Task

if TYPE_CHECKING:
    from generator.build.cache.lasting import Lasting

__all__ = ["apart_for", "each"]


_DEFERRED_AT_MOST = 1024
"""Of so many last tasks the values of the phase `DEFERRED` are left for later: the main process then has much
to do that none can share. No more, for a worker must hold what they are computed from."""


def apart_for(lasting: Lasting, workers: Workers | None, tasks: Sequence[Task]) -> Apart:
    """How such workers compute these tasks for that memory."""
    if workers is not None and workers.forks:
        return _Forked(lasting, frozenset(task.name for task in tasks[-_DEFERRED_AT_MOST:]))
    return _Sent(lasting, "" if workers is not None and workers.is_given else lasting.workshop)


class _Forked:
    """How a process that was forked computes for this one: it has all that this one has."""

    def __init__(self, lasting: Lasting, late: frozenset[str]) -> None:
        self._lasting, self._late = lasting, late
        self._left: list[Task] = []

    def compute(self, chunk: Sequence[Task]) -> bytes:
        return packed(self._made(chunk))

    def rest(self) -> bytes | None:
        made = zip(self._left, self._ahead(self._left), strict=True)
        late = [(Late(task.phase, task.name, ahead), 0.0) for task, ahead in made]
        return packed(late) if late else None

    def unpack(self, sent: bytes) -> list[tuple[Any, float]]:
        return self._lasting.unpack(sent)

    def _made(self, tasks: Sequence[Task]) -> list[tuple[Made, float]]:
        """Each value with what will be asked for once it is known, and the seconds that it took."""
        made = self._step(tasks)
        ahead: list[list[Ahead]] = [[] for _ in tasks]
        last = [
            (number, task, one.value) for number, (task, (one, _)) in enumerate(zip(tasks, made, strict=True))
        ]
        while following := [
            (number, then)
            for number, task, value in last
            if task.then is not None and (then := task.then(value)) is not None and not self._leaves(then)
        ]:
            last = []
            made_ahead = self._ahead([task for _, task in following])
            for (number, task), one_ahead in zip(following, made_ahead, strict=True):
                ahead[number].append(one_ahead)
                last.append((number, task, one_ahead.made.value))
        return [
            (one._replace(ahead=tuple(later)), seconds)
            for (one, seconds), later in zip(made, ahead, strict=True)
        ]

    def _ahead(self, tasks: Sequence[Task]) -> list[Ahead]:
        """Values that will be asked for, under their keys."""
        keys = [self._lasting.key_of(task.phase, task.arguments) for task in tasks]
        return [Ahead(key, *one) for key, one in zip(keys, self._step(tasks, keys), strict=True)]

    def _leaves(self, task: Task) -> bool:
        """Leaves a task for later, if it may be."""
        late = task.phase == DEFERRED and task.name in self._late
        if late:
            self._left.append(task)
        return late

    def _step(self, tasks: Sequence[Task], keys: Sequence[str] = ()) -> list[tuple[Made, float]]:
        """The tasks' values, those with `keys` under them. Each thing is done for all of them before the next
        one is: a processor is quicker at what it has just done (by a tenth, system calls aside)."""
        lasting = self._lasting
        begun = [timed(Task.begin, task)[1] for task in tasks]
        found = [timed(Task.__call__, task) for task in tasks]
        values = [with_bytes_laid_down(value, lasting.workshop) for value, _ in found]
        for value, key in zip(values, keys, strict=False):
            lasting.note_key(value, key)
        rows = lasting.laid_apart([written(value, lasting.is_whole) for value in values])
        seconds = [first + then for first, (_, then) in zip(begun, found, strict=True)]
        return [(Made(value, row), spent) for value, row, spent in zip(values, rows, seconds, strict=True)]


class _Sent:
    """How any process computes, wherever it is: no more is sent to it than the tasks."""

    def __init__(self, lasting: Lasting, workshop: str) -> None:
        self.compute = partial(_made_apart, workshop, lasting.is_whole)
        self.unpack = lasting.unpack

    def rest(self) -> None:
        return None


def _made_apart(workshop: str, whole: bool, chunk: Sequence[Task]) -> bytes:
    def made(task: Task) -> Made:
        value = made_here(workshop, task)
        return Made(value, written(value, whole))

    return packed([timed(made, task) for task in chunk])
