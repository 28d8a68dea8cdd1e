"""Outside links, asked of a server on this machine that behaves well and badly."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from generator.check import Options, check_site
from generator.check.answers import Answer, Limits, Verdict, read_memories
from generator.check.external import check_external
from generator.check.fetch import ask_all
from generator.check.manifest import Manifest
from generator.diagnostics import Finding

from .conftest import HEAD, Build

QUICK = Limits(strikes=3, host_pause=0.0, timeout=0.6, longest_wait=0.5, retries=2, redirects=4)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Journal:
    """What a server was asked: (method, path)."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def paths(self) -> Counter[str]:
        return Counter(path for _, path in self.asked)

    def methods(self, path: str) -> list[str]:
        return [method for method, asked in self.asked if asked == path]


class Moody(BaseHTTPRequestHandler):
    """Each path has a mood of its own."""

    protocol_version = "HTTP/1.1"
    journal: ClassVar[Journal]
    release: ClassVar[threading.Event]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def _answer(self) -> None:
        path = self.path
        self.journal.asked.append((self.command, path))
        times = len(self.journal.methods(path))
        match path.strip("/").split("/"):
            case ["status", code]:
                self._send(int(code))
            case ["get-only", code]:
                self._send(int(code) if self.command == "HEAD" else 200)
            case ["to", code, *rest]:
                self._send(int(code), {"Location": "/" + "/".join(rest)})
            case ["circle", name]:
                self._send(302, {"Location": "/circle/" + ("b" if name == "a" else "a")})
            case ["deep", number]:
                self._send(302, {"Location": f"/deep/{int(number) + 1}"})
            case ["busy", code, wait] if times <= 1:
                self._send(int(code), {"Retry-After": wait})
            case ["busy-until-date"] if times <= 1:
                self._send(503, {"Retry-After": format_datetime(datetime.now(UTC), usegmt=True)})
            case ["always", code, wait]:
                self._send(int(code), {"Retry-After": wait})
            case ["slow"]:
                self.release.wait(5)
            case ["cut-off"]:
                self.close_connection = True
            case ["cut-off-body"]:
                self._send(404 if self.command == "HEAD" else 200, length=100)
                self.close_connection = True
            case ["nowhere"]:
                self._send(302, {"Location": "http://["})
            case _:
                self._send(200)

    def _send(self, status: int, headers: Mapping[str, str] | None = None, length: int = 0) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def host(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    release = threading.Event()
    handler = type("Handler", (Moody,), {"journal": journal, "release": release})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        release.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "verdict", "reason"),
    [
        ("/fine", Verdict.GOOD, ""),
        ("/status/204", Verdict.GOOD, ""),
        ("/status/404", Verdict.FAILED, "404 Not Found"),
        ("/status/410", Verdict.FAILED, "410 Gone"),
        ("/status/500", Verdict.FAILED, "500 Internal Server Error"),
        ("/status/403", Verdict.UNKNOWN, "403 Forbidden"),
        ("/status/999", Verdict.UNKNOWN, "999"),
        ("/get-only/404", Verdict.GOOD, ""),
        ("/get-only/405", Verdict.GOOD, ""),
        ("/get-only/501", Verdict.GOOD, ""),
        ("/to/302/fine", Verdict.GOOD, ""),
        ("/to/302/status/404", Verdict.FAILED, "404 Not Found"),
        ("/circle/a", Verdict.FAILED, "it redirects in a circle (2 steps)"),
        ("/deep/0", Verdict.FAILED, "more than 4 redirects"),
        ("/nowhere", Verdict.FAILED, 'it redirects to "http://[", which is no address'),
        ("/busy/429/0", Verdict.GOOD, ""),
        ("/busy/503/0", Verdict.GOOD, ""),
        ("/busy-until-date", Verdict.GOOD, ""),
        ("/always/429/0", Verdict.UNKNOWN, "its host asks to be left alone (429)"),
        ("/always/503/0", Verdict.FAILED, "503 Service Unavailable"),
        ("/always/429/3600", Verdict.UNKNOWN, "its host asks to be left alone (429)"),
        ("/slow", Verdict.FAILED, "no answer in 0.6 s"),
        ("/cut-off", Verdict.FAILED, "the connection broke (ServerDisconnectedError)"),
        ("/cut-off-body", Verdict.FAILED, "the connection broke (ClientPayloadError)"),
    ],
)
def test_an_answer_has_its_verdict(path: str, verdict: Verdict, reason: str, host: str) -> None:
    answer = ask_all([host + path], QUICK)[host + path]
    assert (answer.verdict, answer.reason) == (verdict, reason)


def test_a_host_that_does_not_listen_fails(host: str) -> None:  # noqa: ARG001 clears the proxies
    url = "http://127.0.0.1:9/"
    assert ask_all([url], QUICK)[url] == Answer(Verdict.FAILED, "cannot connect")


@pytest.mark.parametrize(
    ("path", "onward"),
    [("/to/301/fine", "/fine"), ("/to/308/to/301/fine", "/fine"), ("/to/301/to/302/fine", "/to/302/fine")],
)
def test_a_permanent_redirect_names_the_new_address(path: str, onward: str, host: str) -> None:
    assert ask_all([host + path], QUICK)[host + path] == Answer(Verdict.MOVED, onward=host + onward)


def test_a_busy_host_is_asked_a_bounded_number_of_times(host: str, journal: Journal) -> None:
    ask_all([host + "/always/429/0"], QUICK)
    assert journal.paths() == {"/always/429/0": QUICK.retries + 1}


def test_a_wait_that_is_too_long_is_not_waited_for(host: str, journal: Journal) -> None:
    ask_all([host + "/always/503/3600"], QUICK)
    assert journal.paths() == {"/always/503/3600": 1}


def test_head_comes_first_and_get_only_where_head_is_refused(host: str, journal: Journal) -> None:
    ask_all([host + "/fine", host + "/get-only/405"], QUICK)
    assert journal.methods("/fine") == ["HEAD"]
    assert journal.methods("/get-only/405") == ["HEAD", "GET"]


def test_a_host_is_left_its_pause(host: str, journal: Journal) -> None:
    pause = 0.15
    began = time.monotonic()
    ask_all([f"{host}/{n}" for n in range(4)], replace(QUICK, host_pause=pause, timeout=5))
    assert time.monotonic() - began >= 3 * pause
    assert len(journal.asked) == 4


def test_the_proxy_of_the_environment_is_used(
    host: str, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", host)
    url = "http://elsewhere.invalid/page"
    assert ask_all([url], QUICK)[url].verdict is Verdict.GOOD
    assert journal.paths() == {url: 1}


def _codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.diagnostic.code for finding in findings]


def test_a_link_is_dead_after_failing_on_several_days(host: str, tmp_path: Path) -> None:
    url = host + "/status/404"
    limits = replace(QUICK, state=tmp_path / "external.json")
    days = [0, 0, 1, 5]  # twice on the first day counts once
    seen = [
        _codes(check_external({url: [("p.html", url)]}, Manifest(), limits, NOW + timedelta(days=day)))
        for day in days
    ]
    assert seen == [["doubtful-external"]] * 3 + [["dead-external"]]
    (memory,) = read_memories(limits.state).values()
    assert memory.failed_on == ("2026-03-01", "2026-03-02", "2026-03-06")


def test_a_good_answer_clears_the_strikes(host: str, tmp_path: Path) -> None:
    state = tmp_path / "external.json"
    url = host + "/fine"
    row = {
        "verdict": "failed",
        "reason": "x",
        "onward": "",
        "asked": NOW.isoformat(),
        "failed_on": ["2026-02-01"],
    }
    state.write_text(json.dumps({"version": 1, "answers": {url: row}}), "utf-8")
    assert check_external({url: [("p.html", url)]}, Manifest(), replace(QUICK, state=state), NOW) == ()
    assert read_memories(state)[url].failed_on == ()


def test_a_young_good_answer_is_not_asked_again(host: str, journal: Journal, tmp_path: Path) -> None:
    limits = replace(QUICK, state=tmp_path / "external.json", max_age_days=7)
    uses = {host + "/fine": [("p.html", "x")]}
    for day, asked in ((0, 1), (6, 1), (8, 2)):
        check_external(uses, Manifest(), limits, NOW + timedelta(days=day))
        assert journal.paths()["/fine"] == asked


def test_addresses_that_no_page_uses_are_forgotten(host: str, tmp_path: Path) -> None:
    limits = replace(QUICK, state=tmp_path / "external.json")
    check_external({host + "/a": [("p.html", "x")]}, Manifest(), limits, NOW)
    check_external({host + "/b": [("p.html", "x")]}, Manifest(), limits, NOW)
    assert list(read_memories(limits.state)) == [host + "/b"]


def test_a_broken_state_file_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "external.json"
    state.write_text('{"version": 1, "answers": {"x": {}}}', "utf-8")
    with pytest.raises(ValueError, match="no state file"):
        check_external({}, Manifest(), replace(QUICK, state=state), NOW)


def test_a_dead_link_is_found_at_its_line_once_for_each(host: str) -> None:
    url = host + "/status/404"
    links = [[url, url, 3], [url, url, 8]]
    tree = {"version": 2, "pages": {"p.html": {"source": "p.md", "links": links}}}
    uses = {url: [("index.html", url), ("p.html", url)]}
    found = check_external(uses, Manifest(tree), replace(QUICK, strikes=1), NOW)
    assert [(f.source and f.source.line, f.diagnostic.code) for f in found] == [
        (3, "dead-external"),
        (8, "dead-external"),
    ]


def test_the_checker_asks_only_when_told_to(build: Build, host: str, journal: Journal) -> None:
    links = "".join(f'<a href="{host}{path}#part">x</a>' for path in ("/fine", "/fine", "/status/404"))
    site = build({"p.html": HEAD + links})
    assert check_site(site).findings == ()
    assert not journal.asked
    report = check_site(site, options=Options(external=replace(QUICK, strikes=1)))
    assert _codes(report.findings) == ["dead-external"]
    assert report.failed
    assert journal.paths() == {"/fine": 1, "/status/404": 2}
