"""One build in a process of its own, which is killed or whose disk fails at a given write step.

A write step is a system call that changes something below the output's folder: a file opened to be
written, the writing itself, a folder made, a rename, an exchange, a link, a removal, a flush.
"""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from types import FrameType
from typing import Any

from tests.build.system_calls import Call, attend, bytes_at, intercepted

NOW = datetime(2025, 1, 1, tzinfo=UTC)
PUBLISHED, REFUSED, CRASHED = 0, 1, 3
WRITES = frozenset({"write", "pwrite64"})
REMOVALS = frozenset({"unlink", "unlinkat", "rmdir"})
_EXCHANGE = 2
_GENERATOR = str(Path(__file__).parents[2] / "generator")
_PRELOADED = (
    __name__,
    "generator.build.edits.retouching",
    "generator.build.building",
    "generator.build.pipeline",
    "generator.build.processes.workers",
    "generator.output.tree",
    "sqlite3",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at which write step, counted from 1; 0 is never."""

    step: int = 0
    kind: str = ""
    """"kill": killed before the step. "torn": killed when half of what it writes is written. "EIO": it fails,
    once. "ENOSPC": from then on all fail but removals. "EROFS": from then on all fail. "EACCES": from then
    on all fail that name a path."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a build is run with."""

    exchange: bool = True
    """Whether the file system can exchange two trees in one step."""
    links: bool = True
    """Whether it can give a file a second name."""
    jobs: int = 1
    made_by: str = ""
    """Of which version the generator claims to be, if it is another."""
    held: int = 1000
    """Changed rows that are held in memory at most."""
    largest: int = 0
    """The most bytes that a file may have; 0 for no bound."""


@dataclass(frozen=True, slots=True)
class Step:
    """A write step: the system call, the file beside the output, and the lines of ours that ask for it."""

    call: str
    file: str
    place: str


@dataclass(slots=True)
class Ended:
    """How the process ended, and the write steps it came to."""

    code: int = 0
    steps: list[Step] = field(default_factory=list)


def build(
    source: Path,
    output: Path,
    fault: Fault,
    setting: Setting = Setting(),
    placed: bool = False,
    meanwhile: Callable[[Call], None] = lambda _: None,
) -> Ended:
    """Builds with a fault. Where in our code its steps are is found out if they are to be `placed`: slow.
    `meanwhile` is called before each step that is done, while the build stands still."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    here, there = context.Pipe()
    place = RawArray(ctypes.c_char, 300) if placed else None
    process = context.Process(target=_run, args=(source, output, setting, there, place))
    process.start()
    there.close()
    ended = Ended()

    def answer(call: Call) -> int:
        return _answer(call, str(output.parent), fault, setting, ended, place, meanwhile)

    attend(here, answer)
    here.close()
    process.join(120)
    assert process.exitcode is not None
    ended.code = process.exitcode
    return ended


def _run(source: Path, output: Path, setting: Setting, channel: Connection, place: Any) -> None:
    os.setpgid(0, 0)
    from generator.build import Options, building
    from generator.build.cache import shelf
    from generator.build.changes import look
    from generator.build.processes import workers

    if setting.made_by:
        vars(look)["fingerprint"] = lambda: setting.made_by
    shelf._HELD = setting.held  # fewer than a large site has
    if setting.jobs > 1:
        workers._WORTH_IT = 0.0  # however small the site
    options = Options(source, output, now=NOW, jobs=setting.jobs)
    if setting.largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (setting.largest, setting.largest))
    intercepted(channel)
    channel.close()
    if place is not None:
        sys.setprofile(_telling(place))
    try:
        report = building.build_site(options, lambda _phase, _done, _of: None)
    except BaseException as crash:
        sys.stderr.write(f"{crash!r}\n")
        os._exit(CRASHED)
    os._exit(PUBLISHED if report.published else REFUSED)


def _telling(place: Any) -> Callable[[FrameType, str, Any], None]:
    """Keeps in `place` the line of our code that is at work, and the one that called it."""

    def profile(frame: FrameType, event: str, _: Any) -> None:
        lines = list(islice(_ours(frame.f_back if event == "return" else frame), 2))
        place.value = " < ".join(lines).encode()[:299]

    return profile


def _ours(frame: FrameType | None) -> Iterator[str]:
    """The lines of our code that are at work, the innermost first."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(_GENERATOR):
            file = frame.f_code.co_filename[len(_GENERATOR) + 1 :]
            yield f"{file}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back


def _answer(
    call: Call,
    root: str,
    fault: Fault,
    setting: Setting,
    ended: Ended,
    place: Any,
    meanwhile: Callable[[Call], None],
) -> int:
    """The error that a call meets, 0 for none."""
    if not (call.file == root or call.file.startswith(f"{root}/")):
        return 0
    if not setting.exchange and call.name == "renameat2" and call.arguments[4] & _EXCHANGE:
        return errno.EINVAL
    if not setting.links and call.name in ("link", "linkat"):
        return errno.EPERM
    ended.steps.append(
        Step(call.name, call.file[len(root) + 1 :], place.value.decode() if place is not None else "")
    )
    if _strikes(fault, len(ended.steps), call):
        if fault.kind in ("kill", "torn"):
            with suppress(FileNotFoundError, ProcessLookupError):  # it was killed with another already
                if fault.kind == "torn":
                    _write_half(call)
                os.killpg(os.getpgid(call.process), signal.SIGKILL)
            return errno.EINTR
        number: int = getattr(errno, fault.kind)
        return number
    meanwhile(call)
    return 0


def _strikes(fault: Fault, step: int, call: Call) -> bool:
    match fault.kind:
        case "kill" | "EIO":
            return step == fault.step
        case "torn":  # several processes come in another order each time: the next that writes
            return 0 < fault.step <= step and call.name in WRITES
        case "ENOSPC":
            return 0 < fault.step <= step and call.name not in REMOVALS
        case "EACCES":
            return 0 < fault.step <= step and call.by_path
        case _:
            return 0 < fault.step <= step


def _write_half(call: Call) -> None:
    """Does the first half of what a call is about to write."""
    handle, content, length, offset = call.arguments[:4]
    half = bytes_at(call.process, content, length // 2)
    at = os.open(f"/proc/{call.process}/fd/{handle}", os.O_WRONLY)
    try:
        if call.name == "write":
            offset = _offset(call.process, handle, os.fstat(at).st_size)
        os.pwrite(at, half, offset)
    finally:
        os.close(at)


def _offset(process: int, handle: int, size: int) -> int:
    about = Path(f"/proc/{process}/fdinfo/{handle}").read_text(encoding="ascii").split()
    appends = int(about[about.index("flags:") + 1], 8) & os.O_APPEND
    return size if appends else int(about[about.index("pos:") + 1])
