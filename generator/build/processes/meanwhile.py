"""What another process finds while this one goes on: one that was forked for it, and sends back bytes. Asked
before all else, so hardly anything is imported."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

_AT_ONCE = 1 << 20
_BEHIND = 5
"""Niceness of a process whose result is not needed yet. At 5 it still gets about a quarter of a core beside a
busy one, so that waiting for it in the end is short."""
_KILL = 9
"""A signal by its number: what has its name takes longer to load than all else here."""


def can_fork() -> bool:
    """Whether a second process is of use, and safe: there is a second core, and no other thread."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return sys.platform == "linux" and alone and len(os.sched_getaffinity(0)) > 1


class Meanwhile:
    """Bytes that another process works out, from now on."""

    def __init__(self, work: Callable[[], Iterable[bytes]], lets_go: Iterable[int] = ()) -> None:
        """Begins `work`, whose parts are sent back one by one; OSError where no process can be had. The other
        one closes the handles that it `lets_go` of, so that a lock ends with this one."""
        self._reading, writing = os.pipe()
        try:
            self._process = os.fork()
        except OSError:
            os.close(self._reading)
            os.close(writing)
            raise
        if self._process == 0:
            _serve(work, writing, (self._reading, *lets_go))
        os.close(writing)

    def found(self) -> bytes:
        """What it found, once it has; b"" where it did not come to an end."""
        parts = []
        while part := os.read(self._reading, _AT_ONCE):
            parts.append(part)
        return b"".join(parts) if self._ended() == 0 else b""

    @property
    def handles(self) -> tuple[int, ...]:
        """What a third process must not hold: it would keep this one's from ending."""
        return (self._reading,) if self._process else ()

    def give_way(self) -> None:
        """Lets others of ours go before it from now on, where that can be had."""
        if self._process:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process, _BEHIND)

    def close(self) -> None:
        """Ends the process, if it has not ended."""
        if self._process:
            os.kill(self._process, _KILL)
            self._ended()

    def _ended(self) -> int:
        """How the process has ended, once it has; 0 for well."""
        process, self._process = self._process, 0
        os.close(self._reading)
        return os.waitpid(process, 0)[1]


class Asked(Meanwhile):
    """Bytes that another process works out of what it is asked, from when it is; it gets ready before."""

    def __init__(self, work: Callable[[int], Iterable[bytes]], lets_go: Iterable[int] = ()) -> None:
        """Begins `work`, to which it gives the handle from which the question can be read, empty where there
        will be none; else as `Meanwhile`."""
        asked, asking = os.pipe()
        self._asking: int | None = asking
        try:
            super().__init__(lambda: work(asked), (*lets_go, asking))
        except OSError:
            self._no_more()
            raise
        finally:
            os.close(asked)

    @property
    def handles(self) -> tuple[int, ...]:
        """What a third process must not hold."""
        return super().handles if self._asking is None else (self._asking, *super().handles)

    def ask(self, question: bytes) -> None:
        """Asks it, once. It may be gone; then nothing will be found."""
        if self._asking is not None:
            with suppress(OSError):
                _write_all(self._asking, question)
            self._no_more()

    def answers(self) -> BinaryIO:
        """What it finds, to be read as it comes."""
        return os.fdopen(self._reading, "rb", closefd=False)

    def close(self) -> None:
        """Ends the process, if it has not ended."""
        self._no_more()
        super().close()

    def _no_more(self) -> None:
        if self._asking is not None:
            os.close(self._asking)
            self._asking = None


def _write_all(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _serve(work: Callable[[], Iterable[bytes]], writing: int, others: tuple[int, ...]) -> None:
    """What the other process does, without handles of `others`: nobody must read once its maker does no
    longer. It ends here, whatever happens."""
    code = 1
    try:
        for handle in others:
            os.close(handle)
        for part in work():
            _write_all(writing, part)
        code = 0
    finally:
        os._exit(code)
