"""Starts the preview as an author does, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]):(\d+)/")
PATIENCE = 20.0
_UP = 60.0
"""Seconds until it must serve: a soak beside other work gives way to it."""


class Running:
    """A preview under test."""

    def __init__(self, source: Path, *arguments: str, port: int = 0) -> None:
        """Starts it on a free port, beside its source, and waits until it serves."""
        command = [sys.executable, "-m", "generator", "serve", "--source", str(source)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *arguments],
            cwd=source.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
        )
        self.said: list[str] = []
        Thread(target=self._listen, daemon=True).start()
        line = until(self._serving, self._failed, _UP)
        found = _ADDRESS.search(line)
        assert found is not None, line
        self.port = int(found[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))

    def _serving(self) -> str | None:
        return next((line for line in self.said if line.startswith("serving")), None)

    def _failed(self) -> str:
        self.process.kill()
        return "\n".join(self.said) or f"exit {self.process.poll()}"

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """The response to one request, and its body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def raw(self, request: bytes) -> bytes:
        """The beginning of what comes back for these bytes; b"" where the line is just closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            try:
                line.sendall(request)
                return line.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                return b""

    @contextmanager
    def events(self, page: str) -> Iterator[Callable[[], dict[str, Any]]]:
        """The stream of a page: each call waits for the next message."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/__notes/events?page={page}")
        response = connection.getresponse()

        def following() -> dict[str, Any]:
            while not (line := response.readline().decode()).startswith("data: "):
                assert line, "the stream ended"
            message: dict[str, Any] = json.loads(line.removeprefix("data: "))
            return message

        yield following
        response.close()
        connection.close()

    def stop(self) -> float:
        """Interrupts it as Ctrl+C does; the seconds it took to end."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
        return time.monotonic() - started


def until(
    look: Callable[[], Any],
    otherwise: Callable[[], object] = lambda: "it never came",
    patience: float = PATIENCE,
) -> Any:
    """The first true value of `look`, which is called again and again for so many seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.01)
    raise AssertionError(otherwise())


def post(title: str, body: str) -> str:
    """The text of a note."""
    return f"---\ntitle: {title}\ndate: 2024-03-01\n---\n\n{body}\n"
