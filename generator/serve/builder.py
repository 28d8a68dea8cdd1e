"""Compiles in a thread of its own, so that no request waits; the newest wish wins.

The pages in view are shown as soon as they are rendered, the rest of the site when all of it is. However
many edits come in while a compile runs, one more follows it; a compile that they overtake is given up,
but not again and again. A broken result that newer edits have already overtaken is not shown: a
checkout of another branch passes through many such.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Set
from time import monotonic

from generator.build import Onlooker, Tell
from generator.model import Output
from generator.records import dataclass, replace
from generator.serve.snapshot import Compilation, Shown, advanced, changed, restamped, with_fresh_files

_PATIENCE = 30.0
"""Seconds of edits without a pause after which the whole site is compiled all the same."""


class OvertakenError(Exception):
    """Raised within a compile that newer edits have made needless."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of what is shown: the outputs that differ, and the files whose edit brought it.

    `compiled` is false where the site as a whole is yet to come: files served from the disk were looked
    at again, or pages in view were shown first.
    """

    before: Shown
    after: Shown
    changed: frozenset[str]
    edited: frozenset[str]
    compiled: bool


Compile = Callable[[Tell, Onlooker], Compilation]
"""Compiles the source as it stands; may raise what the teller raises."""


def _as_it_is(shown: Shown, edited: frozenset[str]) -> Shown:
    del edited
    return shown


def _nothing(known: Set[str]) -> Set[str]:
    """What is seen where nobody looks."""
    del known
    return frozenset()


class Builder:
    """The compiling thread. `shown` is what requests see; it is replaced, never altered."""

    def __init__(
        self,
        first: Shown,
        compile_now: Compile,
        publish: Callable[[Step], None],
        say: Callable[[str], None],
        glance: Callable[[Shown, frozenset[str]], Shown] = _as_it_is,
        seen: Callable[[Set[str]], Set[str]] = _nothing,
    ) -> None:
        """Starts from `first`; `publish` is called in the builder's thread after each step, `say` with
        the traceback of a fault of ours. `glance` is what the edited files change without a compile,
        `seen` the pages in view of those that there are."""
        self.shown = first
        self._compile = compile_now
        self._publish = publish
        self._say = say
        self._glance = glance
        self._seen = seen
        self._wanted = threading.Condition()
        self._edited: set[str] | None = None
        self._behind_since = 0.0
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="compile", daemon=True)

    def start(self) -> None:
        """Begins to serve wishes."""
        self._thread.start()

    def want(self, edited: frozenset[str]) -> None:
        """Asks for a compile because of `edited` files (absolute paths; none means: look at all)."""
        with self._wanted:
            self._edited = (self._edited or set()) | edited
            self._wanted.notify()

    def stop(self) -> None:
        """Takes no further wish. A compile under way is not waited for."""
        with self._wanted:
            self._stopped = True
            self._wanted.notify()

    def _run(self) -> None:
        edited: frozenset[str] = frozenset()
        while (more := self._next()) is not None:
            try:
                edited |= more
                self._serve(edited)
            except OvertakenError:
                continue
            except Exception:  # a fault of ours must not end the thread: the next save is a new chance
                self._say(traceback.format_exc())
            edited, self._behind_since = frozenset(), 0.0

    def _serve(self, edited: frozenset[str]) -> None:
        since = self.shown.snapshot
        shown, _ = with_fresh_files(self._glance(self.shown, edited))
        self._step(shown, edited, compiled=False)
        compiled = self._compile(self._heed, Onlooker(self._seen, lambda first: self._show(first, edited)))
        if compiled.ok or not self._overtaken():
            self._step(advanced(self.shown, compiled, since), edited, compiled=True)

    def _show(self, outputs: tuple[Output, ...], edited: frozenset[str]) -> None:
        """Shows the pages in view with the files they name, within the last good site."""
        snapshot = self.shown.snapshot
        if snapshot.sound:
            newer = {output.path: output for output in reversed(outputs)}
            snapshot = restamped(replace(snapshot, outputs={**snapshot.outputs, **newer}))
            self._step(replace(self.shown, snapshot=snapshot), edited, compiled=False)

    def _heed(self, phase: str, done: int, of: int) -> None:
        """Gives a compile up that is overtaken, unless the site as a whole is behind for long."""
        del phase, done, of
        if self._overtaken() and monotonic() - self._behind_since < _PATIENCE:
            raise OvertakenError

    def _next(self) -> frozenset[str] | None:
        with self._wanted:
            while self._edited is None and not self._stopped:
                self._wanted.wait()
            edited, self._edited = self._edited, None
        self._behind_since = self._behind_since or monotonic()
        return None if self._stopped or edited is None else frozenset(edited)

    def _overtaken(self) -> bool:
        return self._edited is not None

    def _step(self, shown: Shown, edited: frozenset[str], *, compiled: bool) -> None:
        before, differing = self.shown, changed(self.shown.snapshot, shown.snapshot)
        if compiled or differing:
            self.shown = shown
            self._publish(Step(before, shown, differing, edited, compiled))
