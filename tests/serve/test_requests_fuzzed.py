"""Whole requests that no honest client sends: an answer of 2xx, 3xx or 4xx or a closed line, nothing else."""

from __future__ import annotations

import random
import re
import socket
import time
from contextlib import suppress

import pytest

from tests.serve.running import PATIENCE, Running

_STATUS = re.compile(rb"HTTP/1\.[01] (\d)")
_METHODS = [b"GET", b"HEAD", b"POST", b"PUT", b"OPTIONS", b"CONNECT", b"get", b"", b"G\x00T", b"\xff", b"PRI"]
_PATHS = [
    b"/", b"/one.html", b"/one", b"/film.mp4", b"/imgs/%E7%A9%BA", b"/__notes", b"/__notes/live.js",
    b"/__notes/events?page=/%0d%0a", b"*",
    b"http://127.0.0.1/", b"//", b"/\xe7\xa9\xba", b"/%", b"/%00", b"?", b"",
    b"/" + b"a" * 70_000, b"/\xed\xa0\x80", b"/..%2f..%2fsecret.txt", b"/one.html#a", b"/ /", b"[::1]",
]  # fmt: skip
_VERSIONS = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"", b"HTTP/1.1 x"]
_HEADERS = [
    b"Range: bytes=0-0", b"Range: bytes=-9999999999999999999999", b"Range: bytes=5-1,2-", b"If-Range: x",
    b"If-None-Match: " + b'"a",' * 2000, b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 1, 2",
    b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip",
    b"Expect: 100-continue",
    b"Upgrade: websocket", b"Connection: Upgrade", b"Connection: close", b"Host: x\x00",
    b"Host: 127.0.0.1", b"Host:", b": a", b"a", b" folded", b"\xff: \xff", b"A" * 70_000, b"Cookie: \r",
    b"Origin: http://evil.example", b"Sec-Fetch-Site: cross-site", b"Accept-Encoding: br;q=x",
]  # fmt: skip
_BODIES = [
    b"",
    b"hello",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"zz\r\n",
    b"0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\0" * 999,
]


def made(dice: random.Random) -> bytes:
    """One request, of which anything may be wrong: what it says, how it is cut, single bytes of it."""
    host = [b"Host: 127.0.0.1"] * dice.choice([1, 1, 1, 0, 2])
    head = b" ".join(
        (dice.choice(_METHODS[: dice.choice([1, 99])]), dice.choice(_PATHS), dice.choice(_VERSIONS))
    )
    lines = [head, *host, *dice.choices(_HEADERS, k=dice.randint(0, 4))]
    content = bytearray(
        dice.choice([b"\r\n", b"\r\n", b"\n"]).join(lines) + b"\r\n\r\n" + dice.choice(_BODIES)
    )
    for _ in range(dice.choice([0, 0, 0, 1, 5])):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content[: dice.randrange(len(content))] if dice.random() < 0.1 else content)


@pytest.mark.parametrize(
    "requests", [150, pytest.param(20_000, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
def test_every_answer_is_one_to_the_client(still: Running, requests: int) -> None:
    dice = random.Random(requests)  # noqa: S311 no secret is made of it
    seen = set()
    for _ in range(requests):
        content = made(dice)
        with socket.create_connection(("127.0.0.1", still.port), timeout=PATIENCE) as line:
            try:
                line.sendall(content)
                with suppress(OSError):  # the line is closed already
                    line.shutdown(socket.SHUT_WR)
                answer = line.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                continue
        found = _STATUS.match(answer)
        assert found or not answer, (content[:500], answer[:200])
        assert not found or found[1] in b"1234", (content[:500], answer[:200])
        seen.add(found[1] if found else b"")
    print(f"{requests} requests")  # noqa: T201 the soak's figures
    assert {b"2", b"4"} <= seen
    assert still.get("/one.html")[0].status == 200
    assert still.process.poll() is None
    assert "Traceback" not in "\n".join(still.said), "\n".join(still.said)[-6000:]


@pytest.mark.parametrize("path", [b"/one.html", b"/film.mp4", b"/nowhere", b"/__notes/events?page=/one.html"])
@pytest.mark.parametrize("method", [b"HEAD", b"GET", b"POST"])
@pytest.mark.parametrize(
    "parts", [(b"zz\r\n",), (b"", b"zz\r\n"), (b"1\r\na\r\n", b"-1\r\n"), (b"0\r\n", b"a\r\n")]
)
def test_a_malformed_chunk_is_answered_or_the_line_closed(
    still: Running, method: bytes, path: bytes, parts: tuple[bytes, ...]
) -> None:
    """The server's own 400 tripped over its body where there may be none, and over an answer under way."""
    head = method + b" " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", still.port), timeout=PATIENCE) as line, suppress(OSError):
        line.sendall(head + parts[0])
        for part in parts[1:]:
            time.sleep(0.05)
            line.sendall(part)
        line.shutdown(socket.SHUT_WR)
        while received := line.recv(65536):
            answer += received
    found = _STATUS.match(answer)
    assert not answer or (found and found[1] in b"24")
    assert still.get("/one.html")[0].status == 200
    assert "Traceback" not in "\n".join(still.said), "\n".join(still.said)[-6000:]


def test_a_malformed_body_from_a_foreign_name_is_answered_once(still: Running) -> None:
    """Found by the fuzz: the refusal met a line that the malformed body had closed."""
    head = b"POST / HTTP/1.1\r\nHost: evil.example\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    assert _STATUS.match(still.raw(head))
    assert still.get("/one.html")[0].status == 200
    assert "Traceback" not in "\n".join(still.said)
