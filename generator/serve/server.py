"""Runs the preview: one compile, then a port, a watch, a compiling thread and the web server."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from generator.build import Memory, Options, PreviewMemory, Tell
from generator.build.processes.workers import workers
from generator.bundles import bundled_folder
from generator.diagnostics import as_text, in_order
from generator.records import dataclass
from generator.serve.app import Preview, application
from generator.serve.builder import Builder, Step
from generator.serve.compiling import Compiler, with_fresh_sheet
from generator.serve.mounts import mounts_table
from generator.serve.snapshot import Build, Shown, first_shown
from generator.serve.stream import Stream, follow_of
from generator.serve.watch import Watcher

PORT = 4000
_PORTS_TRIED = 50
_GRACE_SECONDS = 0.6
_SWITCH_SECONDS = 0.0005
"""How long a compile may keep other threads from running: an answer takes several turns, and with the
interpreter's own 5 ms each, an open page would wait for what it has no part in."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the preview is asked for. `follow` brings the section under edit into view."""

    build: Options
    host: str = "127.0.0.1"
    port: int = PORT
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """How the preview speaks: `say` a line, show the first compile's `progress`, `ready` once with
    the address when pages can be opened."""

    say: Callable[[str], None]
    progress: Callable[[], AbstractContextManager[Tell]]
    ready: Callable[[str], None]


class NoPortError(Exception):
    """No port could be had; its text says why."""


def serve(settings: Settings, voice: Voice) -> None:
    """Compiles, then serves until the process is told to stop. Raises NoPortError."""
    listener = listening(settings.host, settings.port)
    sys.setswitchinterval(_SWITCH_SECONDS)
    memory, before = Memory(), PreviewMemory(settings.build)
    compiler = Compiler(settings.build, memory, before, voice.say)
    # Processes help where everything is new. They end before threads begin, which no fork may meet.
    with (
        voice.progress() as tell,
        workers(settings.build.jobs, None) as hands,
        memory.helped_by(hands),
        memory.backed_by(before.lasting()),
    ):
        shown = first_shown(compiler(tell))
    _report(voice.say, shown, settings.build.source)
    # What the first compile made lives as long as the preview: full collections need not visit it.
    gc.collect()
    gc.freeze()
    asyncio.run(_Session(settings, voice, listener, compiler, shown).run())


def listening(host: str, port: int) -> socket.socket:
    """A bound socket at `port`, else at the first free one after it. Raises NoPortError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as fault:
        raise NoPortError(f'no host "{host}": {fault.strerror}') from None
    last = min(port + _PORTS_TRIED, 65535) if port else port
    reason = ""
    for candidate in range(port, last + 1):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address[0], candidate, *address[2:]))
            listener.listen(128)
        except OSError as fault:
            listener.close()
            reason = fault.strerror or "unknown reason"
            continue
        return listener
    raise NoPortError(f"no free port from {port} to {last} on {host}: {reason}")


def address_of(listener: socket.socket) -> str:
    """The URL of a listening socket; one that listens everywhere is reached by loopback."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 compared, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Session:
    """The running parts of one preview, and how they are wired."""

    def __init__(
        self, settings: Settings, voice: Voice, listener: socket.socket, compiler: Compiler, shown: Shown
    ) -> None:
        self._settings = settings
        self._voice = voice
        self._listener = listener
        self._source = settings.build.source.absolute()
        self._stream = Stream(self._source, lambda: self._builder.shown)
        self._before = compiler.before
        self._builder = Builder(
            shown, compiler, self._publish, voice.say, with_fresh_sheet, self._stream.seen
        )
        folders = [self._source, bundled_folder("templates"), bundled_folder("assets")]
        folders += [settings.build.templates] if settings.build.templates else []
        self._watcher = Watcher(folders, self._builder.want, voice.say)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        preview = Preview(self._source, self._settings.host, lambda: self._builder.shown, self._stream)
        server = _Server(application(preview), partial(self._loop.call_soon_threadsafe, self._end))
        self._builder.start()
        self._watcher.start(mounts_table())
        self._voice.ready(address_of(self._listener))
        remembering = threading.Thread(target=self._before.save, name="remember", daemon=True)
        remembering.start()
        await server.serve(sockets=[self._listener])
        self._watcher.stop()
        self._builder.stop()
        if not remembering.is_alive():
            self._before.close()
        _leave()

    def _end(self) -> None:
        """Lets open pages go, and waits no longer than the grace for a slow download."""
        self._stream.close()
        self._loop.call_later(_GRACE_SECONDS, _leave)

    def _publish(self, step: Step) -> None:
        """Called in the compiling thread."""
        follow = follow_of(step, self._source) if self._settings.follow else None
        self._loop.call_soon_threadsafe(self._stream.publish, step.changed, follow)
        told = step.after.builds[0].changed or step.before.latest.diagnostics != step.after.latest.diagnostics
        if step.compiled and told:
            _report(self._voice.say, step.after, self._settings.build.source)


class _Protocol(H11Protocol):
    """uvicorn's protocol, which lets a line go that a malformed request leaves no way to answer on."""

    def send_400_response(self, msg: str) -> None:
        """The answer to what is no request: 400, or no more than a closed line once an answer has begun, or
        where it may have no body."""
        cycle = self.cycle
        begun = self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE)
        headless = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] == "HEAD"
        if cycle is not None:
            cycle.disconnected = True  # what it would still say has no one to hear it
            cycle.message_event.set()
        if begun or headless:
            self.transport.close()
        else:
            super().send_400_response(msg)


class _Server(uvicorn.Server):
    """uvicorn, with a word to us when it is told to stop."""

    def __init__(self, app: ASGIApp, stopping: Callable[[], object]) -> None:
        config = uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
        )
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stops; the signal is not raised again afterwards, since to be told to stop is no fault."""
        del sig, frame
        self._stopping()
        self.should_exit = True


def _report(say: Callable[[str], None], shown: Shown, source: Path) -> None:
    """The latest build's line and its diagnostics, for the terminal."""
    for diagnostic in in_order(shown.latest.diagnostics):
        say(as_text(diagnostic, str(source)))
    say(_line(shown.builds[0]))


def _line(build: Build) -> str:
    if not build.ok:
        return f"build {build.number} is broken; the last good one stays"
    return f"build {build.number}: {build.changed} files changed in {build.seconds:.2f} s"


def _leave() -> None:
    """Ends the process at once. A compile may be under way in a thread, with workers of its own: it
    writes nothing, so there is nothing to wait for."""
    for child in multiprocessing.active_children():
        child.terminate()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
