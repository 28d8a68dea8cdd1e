"""One build in a process of its own, which is killed or whose disk fails at a given write step.

A write step is whatever Python itself announces as one (its audit events): a file opened to be
written, a folder made, a rename, a link, a removal. The step that swaps the trees is the system's
own; the steps before and after it are among these.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2025, 1, 1, tzinfo=UTC)
REMOVALS = frozenset({"os.remove", "os.rmdir"})
STEPS = REMOVALS | {
    "os.mkdir", "os.rename", "os.link", "os.chmod", "os.utime", "shutil.copyfile", "sqlite3.connect",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at which write step, counted from 1; 0 is never."""

    step: int
    kind: str
    """"kill", "EIO" (once), "ENOSPC" (from then on, but for removals), "EROFS" or "EACCES" (from then on)."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process ended, and how many write steps it came to."""

    code: int
    steps: int


PUBLISHED, REFUSED, CRASHED = 0, 1, 3


def build(source: Path, output: Path, fault: Fault, exchange: bool = True, largest: int = 0) -> Ended:
    """Builds with a fault. `exchange` says whether the file system can swap two trees in one step,
    `largest` is the most bytes that a file may have (0 for no bound)."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "generator.build.pipeline"])
    steps = context.Value("i", 0)
    process = context.Process(target=_run, args=(source, output, fault, exchange, largest, steps))
    process.start()
    process.join(120)
    assert process.exitcode is not None
    return Ended(process.exitcode, steps.value)


def _run(source: Path, output: Path, fault: Fault, exchange: bool, largest: int, steps: object) -> None:
    from generator.build import Options, build_site
    from generator.output import tree

    if not exchange:
        tree._exchange = lambda one, other: False  # noqa: ARG005 the file system knows no such step
    sys.addaudithook(_hook(str(output.parent), fault, steps))
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        report = build_site(Options(source, output, now=NOW), lambda _phase, _done, _of: None)
    except BaseException as crash:
        sys.stderr.write(f"{fault}: {crash!r}\n")
        os._exit(CRASHED)
    os._exit(PUBLISHED if report.published else REFUSED)


def _hook(root: str, fault: Fault, steps: object) -> Callable[[str, tuple[object, ...]], None]:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if not (isinstance(flags, int) and flags & _WRITING) or not str(arguments[0]).startswith(root):
                return
        elif event not in STEPS or arguments[0] == ":memory:":
            return
        steps.value += 1  # type: ignore[attr-defined] # a shared integer of multiprocessing
        if _strikes(fault, steps.value, event):  # type: ignore[attr-defined]
            if fault.kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            number = getattr(errno, fault.kind)
            raise OSError(number, os.strerror(number))

    return hook


def _strikes(fault: Fault, step: int, event: str) -> bool:
    match fault.kind:
        case "kill" | "EIO":
            return step == fault.step
        case "ENOSPC":
            return 0 < fault.step <= step and event not in REMOVALS
        case _:
            return 0 < fault.step <= step
