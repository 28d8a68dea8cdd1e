"""What the preview answers, over real connections: files, refusals, and never a traceback."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serve.running import PATIENCE, Running

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


@pytest.fixture(autouse=True)
def no_traceback(still: Running) -> Iterator[None]:
    yield
    assert still.process.poll() is None
    assert "Traceback" not in "\n".join(still.said)


def request(path: str, *headers: str, host: str = "127.0.0.1") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8")


def status(answer: bytes) -> int:
    found = _STATUS.match(answer)
    assert found is not None, answer[:200]
    return int(found[1])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/one.html", "text/html; charset=utf-8"),
        ("/one", "text/html; charset=utf-8"),
        ("/about/", "text/html; charset=utf-8"),
        ("/assets/own.css", "text/css; charset=utf-8"),
        ("/imgs/" + quote("空洞卷积.gif"), "image/gif"),
        ("/film.mp4", "video/mp4"),
        ("/__notes", "text/html; charset=utf-8"),
    ],
)
def test_what_is_there_comes_with_its_content_type(still: Running, path: str, kind: str) -> None:
    response, body = still.get(path)
    assert (response.status, response.headers["content-type"]) == (200, kind)
    assert body
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


def test_pages_hold_the_live_script_and_outputs_do_not(still: Running) -> None:
    page = still.get("/one.html")[1]
    assert page.count(b"/__notes/live.js?") == 1
    assert page.rstrip().endswith(b"</html>")
    assert b"live.js" not in still.get("/assets/own.css")[1]


def test_a_folder_without_its_slash_is_sent_there(still: Running) -> None:
    response, _ = still.get("/about")
    assert (response.status, response.headers["location"]) == (308, "/about/")


def test_what_is_not_there_gets_the_theme_s_404(still: Running) -> None:
    themed = still.get("/404.html")[1]
    response, body = still.get("/nowhere")
    assert response.status == 404
    title = themed.partition(b"<title>")[2].partition(b"</title>")[0]
    assert title
    assert title in body
    assert b"live.js" in body


@pytest.mark.parametrize("path", ["/imgs", "/imgs/", "/assets/", "/_posts/", "/_posts/2024-03-01-one.md"])
def test_folders_are_never_listed_and_sources_never_shown(still: Running, path: str) -> None:
    response, body = still.get(path)
    assert response.status == 404
    assert b"own.css" not in body.split(b"</head>")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/imgs/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/one.html%00.txt",
        "/%00",
        "/a%0d%0aSet-Cookie:x",
        "/%ff%fe",
        "/%c0%ae%c0%ae/secret.txt",
    ],
)
def test_paths_that_no_honest_client_sends_are_refused(still: Running, path: str) -> None:
    answer = still.raw(request(path))
    assert status(answer) == 400
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]
    assert b"Set-Cookie" not in answer.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("path", ["/%252e%252e/secret.txt", "//secret.txt", "/./secret.txt", "/etc/passwd"])
def test_paths_that_lead_nowhere_are_not_found(still: Running, path: str) -> None:
    answer = still.raw(request(path))
    assert status(answer) == 404
    assert b"root:" not in answer


def test_a_link_out_of_the_source_is_not_followed(still: Running) -> None:
    assert still.get("/leak.txt")[0].status == 404
    assert still.get("/inside.css")[1] == still.get("/assets/own.css")[1]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:4000", 200),
        ("localhost", 200),
        ("[::1]:4000", 200),
        ("notes.localhost:80", 200),
        ("evil.example", 400),
        ("evil.example:4000", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
        ("", 400),
    ],
)
def test_only_our_own_names_are_answered(still: Running, host: str, expected: int) -> None:
    assert status(still.raw(request("/", host=host))) == expected
    assert status(still.raw(request("/__notes", host=host))) == expected


def test_a_request_without_host_is_refused(still: Running) -> None:
    assert status(still.raw(b"GET / HTTP/1.1\r\n\r\n")) == 400
    assert status(still.raw(b"GET / HTTP/1.0\r\n\r\n")) == 400


@pytest.mark.parametrize(
    "headers",
    [
        ("Origin: http://evil.example",),
        ("Origin: null",),
        ("Origin: http://127.0.0.1:1",),
        ("Sec-Fetch-Site: cross-site",),
        ("Sec-Fetch-Site: same-site",),
    ],
)
def test_the_stream_is_refused_to_other_origins(still: Running, headers: tuple[str, ...]) -> None:
    host = f"127.0.0.1:{still.port}"
    assert status(still.raw(request("/__notes/events?page=/", *headers, host=host))) == 403


def test_the_stream_is_open_to_our_own_pages(still: Running) -> None:
    host = f"127.0.0.1:{still.port}"
    own = (f"Origin: http://{host}", "Sec-Fetch-Site: same-origin")
    answer = still.raw(request("/__notes/events?page=/", *own, host=host))
    assert status(answer) == 200
    assert b"text/event-stream" in answer


@pytest.mark.parametrize(
    ("asked", "expected", "span"),
    [
        ("bytes=0-0", 206, (0, 1)),
        ("bytes=10-19", 206, (10, 20)),
        ("bytes=4000-", 206, (4000, 4096)),
        ("bytes=-6", 206, (4090, 4096)),
        ("bytes=-99999", 206, (0, 4096)),
        ("bytes=4090-99999", 206, (4090, 4096)),
        ("bytes=4096-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-2", 200, (0, 4096)),
        ("bytes=x-y", 200, (0, 4096)),
        ("pages=1-2", 200, (0, 4096)),
        ("bytes=0-1,4-5", 200, (0, 4096)),
        ("bytes=" + "9" * 400 + "-", 200, (0, 4096)),
    ],
)
def test_ranges(still: Running, asked: str, expected: int, span: tuple[int, int] | None) -> None:
    response, body = still.get("/film.mp4", Range=asked)
    assert response.status == expected
    if span is None:
        assert response.headers["content-range"] == "bytes */4096"
        return
    assert body == (bytes(range(256)) * 16)[slice(*span)]
    if expected == 206:
        assert response.headers["content-range"] == f"bytes {span[0]}-{span[1] - 1}/4096"


@pytest.mark.parametrize("path", ["/one.html", "/film.mp4", "/assets/own.css"])
def test_an_unchanged_file_is_not_sent_again(still: Running, path: str) -> None:
    tag = still.get(path)[0].headers["etag"]
    for named in (tag, f'"other", W/{tag}', "*"):
        response, body = still.get(path, If_None_Match=named)
        assert (response.status, body) == (304, b"")
    assert still.get(path, If_None_Match='"other"')[0].status == 200


def test_a_range_of_an_older_version_sends_the_whole(still: Running) -> None:
    tag = still.get("/film.mp4")[0].headers["etag"]
    assert still.get("/film.mp4", Range="bytes=0-9", If_Range=tag)[0].status == 206
    assert still.get("/film.mp4", Range="bytes=0-9", If_Range='"older"')[0].status == 200


@pytest.mark.parametrize("path", ["/one.html", "/film.mp4", "/nowhere", "/__notes", "/__notes/events"])
def test_head_is_get_without_its_body(still: Running, path: str) -> None:
    response, body = still.get(path, "HEAD")
    assert body == b""
    if path != "/__notes/events":
        full, _ = still.get(path)
        assert (response.status, response.headers["content-type"]) == (
            full.status,
            full.headers["content-type"],
        )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"])
def test_other_methods_are_not_allowed(still: Running, method: str) -> None:
    response, _ = still.get("/one.html", method)
    assert response.status == 405
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"b" * 200_000 + b"\r\n\r\n",
    ],
)
def test_malformed_requests_get_no_server_error(still: Running, bytes_sent: bytes) -> None:
    answer = still.raw(bytes_sent)
    assert not answer or status(answer) < 500


def test_a_fuzz_of_request_lines_finds_no_server_error(still: Running) -> None:
    """Seeded, so that a find can be found again."""
    dice = random.Random(20240301)  # noqa: S311 no secret is made of it
    parts = [
        "/",
        "..",
        "%2e%2e",
        "%00",
        "one",
        ".html",
        "%",
        "%zz",
        "\\",
        "?",
        "#",
        "空",
        "%E7%A9%BA",
        "//",
        ";",
    ]
    parts += [
        "__notes",
        "/events",
        "page=",
        "&",
        "\x7f",
        "a" * 300,
        "*",
        ":",
        "@",
        "[",
        "::1",
        "~",
        "+",
        "%0a",
    ]
    methods = ["GET", "HEAD", "POST", "get", "G\x01T", "OPTIONS"]
    seen: set[int] = set()
    for _ in range(400):
        path = "/" * dice.randint(0, 1) + "".join(dice.choices(parts, k=dice.randint(0, 6)))
        line = f"{dice.choice(methods)} {path} HTTP/1.{dice.choice('01')}\r\n"
        headers = dice.choice(["", "Range: bytes=1-\r\n", "If-None-Match: *\r\n", "Range: bytes=\r\n"])
        with socket.create_connection(("127.0.0.1", still.port), timeout=PATIENCE) as connection:
            connection.sendall(f"{line}Host: localhost\r\n{headers}Connection: close\r\n\r\n".encode())
            answer = connection.recv(4096)
        assert status(answer) < 500, line
        seen.add(status(answer))
    assert {200, 400, 404, 405} <= seen


def test_no_file_beside_the_blog_was_ever_shown(still: Running, tmp_path: Path) -> None:
    del tmp_path
    for path in ("/secret.txt", "/blog/about.md", "/_config.yml", "/.git/config"):
        assert b"secret" not in still.get(path)[1] and still.get(path)[0].status == 404
