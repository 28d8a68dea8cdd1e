"""A process whose writing system calls are put to another process before they are done.

The kernel asks (seccomp's user notification), so nothing that writes is overlooked: Python's files,
SQLite's, a library's call by ctypes, and the processes that are forked from it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import select
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from types import MappingProxyType

Kind = tuple[int, int, str, int]
"""The call's number on x86-64 and on AArch64 (-1: none), what names the file ("path", "at": a folder's
handle and a path, "fd"), and which argument does."""
_CALLS: Mapping[str, Kind] = MappingProxyType(
    {
        "open": (2, -1, "path", 0),
        "openat": (257, 56, "at", 0),
        "creat": (85, -1, "path", 0),
        "write": (1, 64, "fd", 0),
        "pwrite64": (18, 68, "fd", 0),
        "writev": (20, 66, "fd", 0),
        "pwritev": (296, 70, "fd", 0),
        "sendfile": (40, 71, "fd", 0),
        "copy_file_range": (326, 285, "fd", 2),
        "truncate": (76, 45, "path", 0),
        "ftruncate": (77, 46, "fd", 0),
        "fallocate": (285, 47, "fd", 0),
        "fsync": (74, 82, "fd", 0),
        "fdatasync": (75, 83, "fd", 0),
        "syncfs": (306, 267, "fd", 0),
        "rename": (82, -1, "path", 1),
        "renameat": (264, 38, "at", 2),
        "renameat2": (316, 276, "at", 2),
        "link": (86, -1, "path", 1),
        "linkat": (265, 37, "at", 2),
        "symlink": (88, -1, "path", 1),
        "symlinkat": (266, 36, "at", 1),
        "unlink": (87, -1, "path", 0),
        "unlinkat": (263, 35, "at", 0),
        "rmdir": (84, -1, "path", 0),
        "mkdir": (83, -1, "path", 0),
        "mkdirat": (258, 34, "at", 0),
        "chmod": (90, -1, "path", 0),
        "fchmod": (91, 52, "fd", 0),
        "fchmodat": (268, 53, "at", 0),
        "fchown": (93, 55, "fd", 0),
        "utimensat": (280, 88, "at", 0),
        "setxattr": (188, 5, "path", 0),
        "fsetxattr": (190, 7, "fd", 0),
    }
)
_FLAGS_OF = {"open": 1, "openat": 2}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_MACHINES = ("x86_64", "aarch64")
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_NO_NEW_PRIVILEGES, _FILTER, _NEW_LISTENER = 38, 1, 1 << 3
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_ASKED, _ANSWER = "QIIiIQ6Q", "QqiI"
_PATIENCE = 120_000
"""Milliseconds without a call after which a process is taken to hang."""
_GO_ON = 1
"""The flag of an answer that lets the call be done."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that is about to be done by a process, and the file that it changes."""

    name: str
    file: str
    process: int
    arguments: tuple[int, ...]

    @property
    def by_path(self) -> bool:
        """Whether the file is named by its path, not by a handle."""
        return _CALLS[self.name][2] != "fd"


def intercepted(channel: Connection) -> None:
    """From here on the writing calls of this process, and of those forked from it, wait for the answers of
    who `attends` at the other end of the channel."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(_filter())
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(code)))
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = libc.syscall(_SECCOMP[platform.machine()], _FILTER, _NEW_LISTENER, program)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not put system calls to others")
    with _line(channel) as line:
        socket.send_fds(line, [b"*"], [listener])
    os.close(listener)


def attend(channel: Connection, answer: Callable[[Call], int]) -> None:
    """Answers each call of the process at the other end with an error's number, or with 0 to let it be
    done, until that process and those forked from it are no more."""
    with _line(channel) as line:
        _, (listener,), _, _ = socket.recv_fds(line, 1, 1)
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    try:
        while events := poll.poll(_PATIENCE):
            if events[0][1] & (select.POLLHUP | select.POLLERR):
                return
            _answer_one(listener, answer)
        raise TimeoutError("a process neither writes nor ends")
    finally:
        os.close(listener)


@cache
def can_intercept() -> bool:
    """Whether this machine and its kernel put system calls to others."""
    if platform.system() != "Linux" or platform.machine() not in _MACHINES:
        return False
    here, there = socket.socketpair()
    with here, there:
        child = os.fork()
        if child == 0:
            try:
                intercepted(Connection(os.dup(there.fileno())))
            except OSError:
                os._exit(1)
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _line(channel: Connection) -> socket.socket:
    return socket.socket(fileno=os.dup(channel.fileno()))


def _answer_one(listener: int, answer: Callable[[Call], int]) -> None:
    asked = bytearray(struct.calcsize(_ASKED))
    try:
        fcntl.ioctl(listener, _RECEIVE, asked, True)
    except FileNotFoundError:  # who asked was killed
        return
    number, process, _, call, _, _, *arguments = struct.unpack(_ASKED, asked)
    error = answer(_call(process, call, tuple(arguments)))
    said = struct.pack(_ANSWER, number, 0, -error, 0 if error else _GO_ON)
    with suppress(FileNotFoundError):  # likewise
        fcntl.ioctl(listener, _SEND, bytearray(said), True)


def _call(process: int, number: int, arguments: tuple[int, ...]) -> Call:
    name = _names()[number]
    _, _, kind, place = _CALLS[name]
    try:
        if kind == "fd":
            file = _link(f"/proc/{process}/fd/{arguments[place]}")
        else:
            file = text_at(process, arguments[place + (kind == "at")])
        if kind == "at" and not file.startswith("/"):
            handle = ctypes.c_int(arguments[place]).value
            folder = f"/proc/{process}/{f'fd/{handle}' if handle >= 0 else 'cwd'}"
            file = f"{_link(folder)}/{file}".rstrip("/")
    except OSError:
        file = ""
    return Call(name, file, process, arguments)


def _link(path: str) -> str:
    return os.readlink(path)  # noqa: PTH115 text, thousands of times


def text_at(process: int, place: int) -> str:
    """The text that ends with NUL at an address of a process; "" at 0."""
    found = b""
    while place and b"\0" not in found:
        more = bytes_at(process, place + len(found), 4096 - (place + len(found)) % 4096)
        if not more:
            raise ProcessLookupError(process)
        found += more
    return os.fsdecode(found.partition(b"\0")[0])


def bytes_at(process: int, place: int, length: int) -> bytes:
    """So many bytes of a process's memory."""
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 no file
        return os.pread(memory.fileno(), length, place)


@cache
def _names() -> dict[int, str]:
    machine = _MACHINES.index(platform.machine())
    numbers = {name: (kind[0], kind[1])[machine] for name, kind in _CALLS.items()}
    return {number: name for name, number in numbers.items() if number >= 0}


def _filter() -> bytes:
    """The kernel's program: ask at every call of ours, at an opening only if it is for writing."""
    opening = {number: _FLAGS_OF[name] for number, name in _names().items() if name in _FLAGS_OF}
    plain = [number for number in _names() if number not in opening]
    steps = [(_LOAD, 0, 0, 0)]
    for number, flags in opening.items():
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, 16 + 8 * flags)]
        steps += [(_ANY_BIT, 0, 1, _WRITING), (_RETURN, 0, 0, _ASK), (_RETURN, 0, 0, _ALLOW)]
    for number in plain:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ASK)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)
