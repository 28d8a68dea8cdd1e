"""The values that outlive the process: found again where what they were computed from is the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from generator.build.cache.keys import KEYS
from generator.build.cache.shelf import Row, Shelf
from generator.build.cache.writing import (
    Ahead,
    Found,
    Made,
    Outputs,
    Writing,
    Written,
    given,
    made_here,
    naming,
    with_page,
    written,
)
from generator.build.report import Redone
from generator.codec import as_line
from generator.memo import Aside, Task, nothing
from generator.records import dataclass, replace

if TYPE_CHECKING:
    from generator.build.processes.workers import Workers
    from generator.model import Page
    from generator.render.page_view import PageInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sought:
    """A value that was not found, and its key."""

    task: Task
    key: str = ""


_DEAR = frozenset({"render", "list", "search block", "search text"})
"""Phases whose keys are dear: of what was never there they are taken while others compute it."""
DEFERRED = "search"
"""The phase whose values may be left for later: no other is computed from them before pages are rendered."""
_GIVEN = "given"
"""The rows of what pages are rendered from, by output."""
_OF_ITSELF = "{}"
"""The key of a value that was made of the one before."""
_NEW = ("new",)
_LATER = "later"
"""Stands for a key that is not taken yet."""


class Lasting:
    """What builds before remembered: values on a `shelf`, and the `outputs` among them."""

    def __init__(
        self, shelf: Shelf, outputs: Outputs, workshop: str = "", phases: Collection[str] = KEYS.keys()
    ) -> None:
        """The memory of the builds before, for these phases. What is made meanwhile is laid down in the
        folder `workshop`, or held where that is ""."""
        self.workshop = workshop
        self._shelf = shelf
        self.is_whole = outputs.whole
        self._phases = phases
        self._writing = Writing(shelf, outputs)
        self._ahead: dict[tuple[str, str], tuple[tuple[Any, ...], str, Found[Any]]] = {}
        """What was computed before it was asked for, by phase and name: of which arguments, its key, it."""
        self._late: dict[tuple[str, str], Ahead] = {}
        """Likewise, by phase and name, of what was left for later."""
        self._rest: Iterator[tuple[int, Any, float]] = iter(())
        """What is still to come of that."""
        self.redone: list[Redone] = []

    def keeps(self, phase: str) -> bool:
        """Whether values of a phase are remembered at all."""
        return phase in self._phases

    def recall(self, phase: str, name: str, compute: Callable[..., T], /, *arguments: Any) -> T:
        """`compute(*arguments)`, or the value that a build before found for an equal key."""
        key, found = self.find(phase, name, arguments)
        if found is not None:
            value: T = found.value
            return value
        value = compute(*arguments)
        key = self._taken_key(key, phase, arguments)
        self.take(phase, name, key, value)
        if phase == "render":
            self._put_given(name, arguments[1])
        return value

    def leave(self, phase: str, name: str, value: object) -> None:
        """Remembers a value for the next build, which may look at it alone."""
        if phase in self._phases:
            key = self.key_of(phase, (value,))
            row = self._shelf.get(phase, name)
            if row is None or row.key != key:
                self.take(phase, name, key, value)

    def leave_anew(self, phase: str, name: str, value: object) -> None:
        """Remembers a value that an edit made of the one before, without a look at all that it depends on:
        the next edit goes on from it, the next whole build computes it."""
        self.take(phase, name, _OF_ITSELF, value)

    def find(self, phase: str, name: str, arguments: tuple[Any, ...]) -> tuple[str, Found[Any] | None]:
        """The key for these arguments, and the value that a build before found for it."""
        if phase not in self._phases:
            return "", None
        before, known_key, known = self._ahead.pop((phase, name), (None, "", None))
        if before is not None and KEYS[phase](*before) == KEYS[phase](*arguments):
            self._redo(phase, name)
            return known_key, known
        if (late := self._left_for_later(phase, name, arguments)) is not None:
            self._redo(phase, name)
            return late.key, Found(self._taken(phase, name, late.key, late.made), late.seconds)
        row = self._shelf.get(phase, name)
        if row is None and phase in _DEAR:
            self._redo(phase, name)
            return _LATER, None
        key = self._key(phase, arguments)
        written = _as_text(key)
        found = self._writing.read(row) if row is not None and row.key == written else None
        if found is None:
            self._redo(phase, name, _reasons(row, key))
        else:
            self._writing.note_key(found.value, written)
        return written, found

    def _redo(self, phase: str, name: str, reasons: tuple[str, ...] = _NEW) -> None:
        self.redone.append(Redone(phase, name, reasons))

    def take(self, phase: str, name: str, key: str, value: object) -> None:
        """Remembers a value for a key that `find` gave."""
        if key:
            self._put(phase, name, key, written(value, self.is_whole))
            self._writing.note_key(value, key)

    def _taken_key(self, key: str, phase: str, arguments: tuple[Any, ...]) -> str:
        """The key that `find` gave, or the one that it left for later."""
        return self.key_of(phase, arguments) if key == _LATER else key

    def _key(self, phase: str, arguments: tuple[Any, ...]) -> Mapping[str, str]:
        return {part: self._writing.digest(value) for part, value in KEYS[phase](*arguments).items()}

    def all(
        self, sought: Sequence[Sought], workers: Workers | None, meanwhile: Aside = nothing
    ) -> Iterator[tuple[int, Any, float]]:
        """Each task's number, value and seconds, in any order, all remembered. What is computed apart comes
        back without what is kept apart of it; `meanwhile` is done here then."""
        from generator.build.cache.apart import apart_for, each

        forks = workers is not None and workers.forks
        tasks = [self._task(one) if forks else replace(one.task, then=None) for one in sought]
        apart, here = apart_for(self, workers, tasks), partial(made_here, self.workshop)
        results = each(here, tasks, workers, apart, meanwhile)
        for number, made, seconds in islice(results, len(tasks)) if forks else results:
            task, key = sought[number].task, sought[number].key
            key = self._taken_key(key, task.phase, task.arguments)
            value = made
            if isinstance(made, Made):
                value = self._taken(task.phase, task.name, key, made)
                self._await(task, made)
            else:
                self.take(task.phase, task.name, key, made)
            if task.phase == "render":
                self._put_given(task.name, task.arguments[1])
            yield number, value, seconds
        self._rest = chain(self._rest, results)  # what comes behind the values is looked for when asked for

    def _left_for_later(self, phase: str, name: str, arguments: tuple[Any, ...]) -> Ahead | None:
        """What another process has computed of the same arguments behind the values that were waited for."""
        if phase != DEFERRED:
            return None
        for _, late, _ in self._rest:
            self._late[late.phase, late.name] = late.ahead
        ahead = self._late.pop((phase, name), None)
        return ahead if ahead is not None and ahead.key == self.key_of(phase, arguments) else None

    def _task(self, sought: Sought) -> Task:
        """The task; of what was known before, what follows may be known too, and is not computed with it."""
        task = sought.task
        is_new = task.then is None or self._shelf.get(task.phase, task.name) is None
        return task if is_new else replace(task, then=None)

    def key_of(self, phase: str, arguments: tuple[Any, ...]) -> str:
        """The key under which the value of these arguments is remembered."""
        return _as_text(self._key(phase, arguments))

    def note_key(self, value: object, key: str) -> None:
        """Notes the key of a value that others are computed from."""
        self._writing.note_key(value, key)

    def laid_apart(self, rows: Sequence[Written]) -> list[Written]:
        """The rows, with what they keep apart on the disk."""
        apart = [row.content for row in rows if row.digest and isinstance(row.content, bytes)]
        places = iter(self._shelf.add(apart))
        return [
            row._replace(content=next(places)) if row.digest and isinstance(row.content, bytes) else row
            for row in rows
        ]

    def _taken(self, phase: str, name: str, key: str, made: Made) -> Any:
        """The value that was computed apart, remembered."""
        if key:
            self._put(phase, name, key, made.written)
        self._writing.note_key(made.value, key)
        return made.value

    def _await(self, task: Task, made: Made) -> None:
        """Keeps what was computed with a value until it is asked for of the same arguments."""
        value = made.value
        for ahead in made.ahead:
            following = task.then(value) if task.then is not None else None
            if following is None:
                return
            task, value = following, self._taken(following.phase, following.name, ahead.key, ahead.made)
            self._ahead[task.phase, task.name] = (task.arguments, ahead.key, Found(value, ahead.seconds))

    def unpack(self, sent: bytes) -> list[tuple[Any, float]]:
        """The values of a chunk that was computed apart."""
        values: list[tuple[Any, float]] = self._writing.unpack(sent)
        return values

    def last(self, phase: str, name: str) -> Any:
        """The value that the last build found, whatever from; None where there is none to be read."""
        row = self._shelf.get(phase, name)
        found = self._writing.read(row) if row is not None else None
        if row is None or found is None:
            return None
        self._writing.note_key(found.value, row.key)
        return found.value

    def last_given(self, output: str, page_of: Callable[[str], Page]) -> PageInput | None:
        """What the last build rendered the page at `output` from, with the page of its source by now."""
        row = self._shelf.get(_GIVEN, output)
        try:
            return with_page(row.value, page_of) if row is not None else None
        except ValueError:
            return None

    def showing(self, url: str, of: int) -> tuple[str, ...] | None:
        """The outputs of the pages, `of` so many, that the last build rendered with a reference to that URL;
        None where one of them is gone."""
        rows = self._shelf.all(_GIVEN)
        if rows is None or len(rows) != of:
            return None
        reference = naming(url)
        return tuple(output for output, row in rows.items() if reference in row.value)

    def _put(self, phase: str, name: str, key: str, value: Written) -> None:
        self._shelf.put(phase, name, Row(key, value.row, value.digest), value.content)

    def _put_given(self, name: str, page: PageInput) -> None:
        """Keeps what a page was rendered from, but for its text: a build may have no more than that anew."""
        if not self.is_whole:
            self._shelf.put(_GIVEN, name, Row("", given(page)))

    def keep_only(self, phase: str, names: set[str]) -> None:
        """Drops the values of names that are no more."""
        if phase in self._phases:
            self._shelf.keep_only(phase, names)
        if phase == "render":
            self._shelf.keep_only(_GIVEN, names)


def _as_text(key: Mapping[str, str]) -> str:
    return as_line(key)


def _reasons(row: Row | None, key: Mapping[str, str]) -> tuple[str, ...]:
    """Why a value is computed, in the words of its key's parts."""
    if row is None:
        return _NEW
    before: dict[str, str] = json.loads(row.key)
    changed = tuple(part for part, digest in key.items() if before.get(part) != digest)
    return changed or ("its file in the site was touched",)
