"""What is remembered between compiles: each phase's last value for a name, and what it was
computed from.

Within a process a value is used again exactly when its arguments are equal by value. Arguments are
frozen, so comparing what did not change costs an identity check. Behind that may stand what the
builds before remembered (`lasting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, groupby, islice
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from generator.build.cache.lasting import Lasting, Sought
from generator.build.cache.writing import Found
from generator.memo import Aside, Task, nothing

if TYPE_CHECKING:
    from generator.build.processes.workers import Workers

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with how many values are computed, and how many there are to compute."""


def _silent(done: int, of: int) -> None:
    """Progress where nobody watches."""
    del done, of


def _both(one: Aside, other: Aside) -> Aside:
    return lambda: (one(), other())


class Memory:
    """The last value of each (phase, name). One per process that compiles more than once."""

    def __init__(
        self, lasting: Lasting | None = None, workers: Workers | None = None, once: bool = False
    ) -> None:
        """An empty memory; with `lasting`, that of the builds before. `workers` compute what is many. One for
        a single compile, `once`, does not hold what is many: nothing asks for it again."""
        self._once = once
        self._kept: dict[str, dict[str, tuple[tuple[Any, ...], Any]]] = {}
        """Phase → name → the arguments, and the value."""
        self._lasting = lasting
        self._workers = workers
        self.spent: dict[str, dict[str, float]] = {}
        """Phase → name → seconds of processor time, for each value of `recall_all` that was computed."""
        self.steps: list[tuple[str, float]] = []
        self._marked = perf_counter()

    @contextmanager
    def helped_by(self, workers: Workers) -> Iterator[None]:
        """Within the block, what is many is computed by `workers`."""
        before, self._workers = self._workers, workers
        try:
            yield
        finally:
            self._workers = before

    @contextmanager
    def backed_by(self, lasting: Lasting | None) -> Iterator[None]:
        """Within the block, what is not known here is sought in `lasting`, and what is made goes there."""
        before, self._lasting = self._lasting, lasting
        try:
            yield
        finally:
            self._lasting = before

    def clear(self) -> None:
        """Forgets everything, and what stands behind."""
        self._kept.clear()
        self._lasting = None

    def recall(self, phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
        """`compute(*arguments)`, or the value it had for equal arguments."""
        if self._once and not (self._lasting is not None and self._lasting.keeps(phase)):
            return compute(*arguments)
        known = self._kept.setdefault(phase, {})
        kept = known.get(name)
        if kept is not None and kept[0] == arguments:
            value: T = kept[1]
            return value
        if self._lasting is None:
            value = compute(*arguments)
        else:
            value = self._lasting.recall(phase, name, compute, *arguments)
        if not self._once:
            known[name] = (arguments, value)
        return value

    def recall_all(
        self,
        *batches: Sequence[Task],
        progress: Progress = _silent,
        meanwhile: Aside = nothing,
        idly: Aside = nothing,
    ) -> list[list[Any]]:
        """`recall` for every task. `meanwhile` is always done, once; `idly` only if other processes do the
        computing."""
        aside = cache(meanwhile)  # done once
        beside = _both(aside, idly)
        tasks = [*chain.from_iterable(batches)]
        values: list[Any] = [None] * len(tasks)
        missing: list[int] = []
        sought: list[Sought] = []
        for number, task in enumerate(tasks):
            kept = self._kept.setdefault(task.phase, {}).get(task.name)
            if kept is not None and kept[0] == task.arguments:
                values[number] = kept[1]
                continue
            key, found = self._found(task)
            if found is None:
                missing.append(number)
                sought.append(Sought(task, key))
            else:
                values[number] = self._keep(task, found.value, found.seconds)
        if self._lasting is None:
            from generator.build.processes.workers import each

            computed = each(Task.__call__, [one.task for one in sought], self._workers, meanwhile=beside)
        else:
            computed = self._lasting.all(sought, self._workers, beside)
        for done, (number, value, seconds) in enumerate(computed, 1):
            values[missing[number]] = self._keep(sought[number].task, value, seconds)
            progress(done, len(missing))
        aside()
        for phase, alike in groupby(tasks, key=attrgetter("phase")):
            self.forget(phase, {task.name for task in alike})
        given = iter(values)
        return [[*islice(given, len(batch))] for batch in batches]

    def _found(self, task: Task) -> tuple[str, Found[Any] | None]:
        if self._lasting is None:
            return "", None
        return self._lasting.find(task.phase, task.name, task.arguments)

    def _keep(self, task: Task, value: Any, seconds: float) -> Any:
        if seconds:
            self.spent.setdefault(task.phase, {})[task.name] = seconds
        if not self._once:
            self._kept[task.phase][task.name] = (task.arguments, value)
        return value

    def leave(self, phase: str, name: str, value: object) -> None:
        """Leaves a value for the builds to come; nothing asks for it in this process."""
        if self._lasting is not None:
            self._lasting.leave(phase, name, value)

    def begin(self) -> None:
        """Notes that a compile begins: of those before, times are told no more."""
        self.steps.clear()
        self.spent.clear()
        self._marked = perf_counter()

    def mark(self, step: str) -> None:
        """Notes that a step of the build is done: it took the time since the mark before."""
        now = perf_counter()
        self.steps.append((step, now - self._marked))
        self._marked = now

    def forget(self, phase: str, names: set[str]) -> None:
        """Drops what is remembered of a phase for names that are no more."""
        known = self._kept.get(phase, {})
        for name in known.keys() - names:
            del known[name]
        if self._lasting is not None:
            self._lasting.keep_only(phase, names)

    def forget_all(self, phases: Iterable[str], names: set[str]) -> None:
        """Likewise for several phases."""
        for phase in phases:
            self.forget(phase, names)
