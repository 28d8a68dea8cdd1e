"""Compiles in a thread of its own, so that no request waits; the newest wish wins.

However many edits come in while a compile runs, one more follows it. A broken result that newer
edits have already overtaken is not shown: a checkout of another branch passes through many such.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from generator.serve.snapshot import Compilation, Shown, advanced, changed, with_fresh_files


@dataclass(frozen=True, slots=True)
class Step:
    """One change of what is shown: the outputs that differ, and the files whose edit brought it.

    `compiled` is false where only files served from the disk were looked at again.
    """

    before: Shown
    after: Shown
    changed: frozenset[str]
    edited: frozenset[str]
    compiled: bool


def _as_it_is(shown: Shown, edited: frozenset[str]) -> Shown:
    del edited
    return shown


class Builder:
    """The compiling thread. `shown` is what requests see; it is replaced, never altered."""

    def __init__(
        self,
        first: Shown,
        compile_now: Callable[[], Compilation],
        publish: Callable[[Step], None],
        say: Callable[[str], None],
        glance: Callable[[Shown, frozenset[str]], Shown] = _as_it_is,
    ) -> None:
        """Starts from `first`; `publish` is called in the builder's thread after each step, `say` with
        the traceback of a fault of ours. `glance` is what the edited files change without a compile."""
        self.shown = first
        self._compile = compile_now
        self._publish = publish
        self._say = say
        self._glance = glance
        self._wanted = threading.Condition()
        self._edited: set[str] | None = None
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
        while (edited := self._next()) is not None:
            try:
                self._serve(edited)
            except Exception:  # a fault of ours must not end the thread: the next save is a new chance
                self._say(traceback.format_exc())

    def _serve(self, edited: frozenset[str]) -> None:
        shown, _ = with_fresh_files(self._glance(self.shown, edited))
        if differing := changed(self.shown.snapshot, shown.snapshot):
            self._step(shown, differing, edited, compiled=False)
        compiled = self._compile()
        if compiled.ok or not self._overtaken():
            shown, differing = advanced(self.shown, compiled)
            self._step(shown, differing, edited, compiled=True)

    def _next(self) -> frozenset[str] | None:
        with self._wanted:
            while self._edited is None and not self._stopped:
                self._wanted.wait()
            edited, self._edited = self._edited, None
            return None if self._stopped or edited is None else frozenset(edited)

    def _overtaken(self) -> bool:
        with self._wanted:
            return self._edited is not None

    def _step(self, shown: Shown, changed: frozenset[str], edited: frozenset[str], *, compiled: bool) -> None:
        before, self.shown = self.shown, shown
        self._publish(Step(before, shown, changed, edited, compiled))
