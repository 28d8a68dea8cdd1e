"""Asking other hosts, politely. Owns the door to aiohttp; must not know pages or findings.

Each host is asked at most once per pause, HEAD first and GET where HEAD is refused; redirects are
followed here, so that loops and permanent moves are seen. Proxies come from the environment.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from ada_url import join_url
from yarl import URL

from generator.check.answers import Answer, Limits, Verdict
from generator.records import dataclass

_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; notes-check)", "Accept": "*/*"}
_ASK_AGAIN_WITH_GET = frozenset({400, 403, 404, 405, 406, 410, 501})
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_BUSY = frozenset({429, 503})
_NOT_FOR_PROGRAMS = frozenset({401, 402, 403, 407, 429, 451, 999})
_SECONDS = re.compile(r"\s*[0-9]{1,9}\s*")
_ENOUGH = 16 * 1024
"""Bytes of a body that show that a host really answers."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """One response: its status, where it points onward, and how long it asks to wait."""

    status: int
    location: str = ""
    retry_after: float | None = None


class _FailedError(Exception):
    """No usable answer; the message is the reason."""


def ask_all(urls: Iterable[str], limits: Limits) -> dict[str, Answer]:
    """Each address's answer. Hosts are asked side by side, one host's addresses one by one."""
    return asyncio.run(_ask_all(urls, limits))


async def _ask_all(urls: Iterable[str], limits: Limits) -> dict[str, Answer]:
    places = asyncio.Semaphore(limits.at_once)
    timeout = aiohttp.ClientTimeout(total=limits.timeout)
    async with aiohttp.ClientSession(headers=_HEADERS, timeout=timeout, trust_env=True) as session:
        asking = _Asking(session, limits)

        async def ask(url: str) -> tuple[str, Answer]:
            async with places:
                return url, await asking.ask(url)

        return dict(await asyncio.gather(*map(ask, urls)))


class _Asking:
    """One run's requests: the session, and when each host may be asked next."""

    def __init__(self, session: aiohttp.ClientSession, limits: Limits) -> None:
        self.session = session
        self.limits = limits
        self.free_at: dict[str, float] = defaultdict(float)

    async def ask(self, url: str) -> Answer:
        """The answer of one address, waiting where its host asks to wait."""
        for attempt in range(self.limits.retries + 1):
            try:
                reply, onward = await self._follow(url)
            except _FailedError as error:
                return Answer(Verdict.FAILED, str(error))
            if reply.status not in _BUSY:
                return _judge(reply.status, onward, url)
            wait = 2.0**attempt if reply.retry_after is None else reply.retry_after
            if wait > self.limits.longest_wait or attempt == self.limits.retries:
                break
            self._hold(_host(url), wait)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            return Answer(Verdict.UNKNOWN, "its host asks to be left alone (429)")
        return Answer(Verdict.FAILED, _phrase(reply.status))

    async def _follow(self, url: str) -> tuple[_Reply, str]:
        """The last reply behind all redirects, and the address that permanent ones lead to."""
        seen = [url]
        onward = url
        for_good = True
        while True:
            reply = await self._reply(seen[-1])
            if reply.status not in _MOVED or not reply.location:
                return reply, onward
            target = _joined(seen[-1], reply.location)
            if target in seen:
                raise _FailedError(f"it redirects in a circle ({len(seen)} steps)")
            if len(seen) > self.limits.redirects:
                raise _FailedError(f"more than {self.limits.redirects} redirects")
            seen.append(target)
            for_good = for_good and reply.status in _FOR_GOOD
            onward = target if for_good else onward

    async def _reply(self, url: str) -> _Reply:
        """The reply to HEAD, or to GET where a host may not know HEAD."""
        try:
            reply = await self._request("HEAD", url)
        except _FailedError:
            return await self._request("GET", url)
        return await self._request("GET", url) if reply.status in _ASK_AGAIN_WITH_GET else reply

    async def _request(self, method: str, url: str) -> _Reply:
        await self._turn(_host(url))
        try:
            where = URL(url, encoded=True)
            async with self.session.request(method, where, allow_redirects=False) as response:
                if method == "GET":
                    await response.content.read(_ENOUGH)
                headers = response.headers
                wait = _seconds(headers.get("Retry-After"))
                return _Reply(response.status, headers.get("Location", ""), wait)
        except TimeoutError as error:
            raise _FailedError(f"no answer in {self.limits.timeout:g} s") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise _FailedError("its certificate is not valid") from error
        except aiohttp.ClientConnectorError as error:
            raise _FailedError("cannot connect") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise _FailedError(f"the connection broke ({type(error).__name__})") from error

    async def _turn(self, host: str) -> None:
        """Wait until `host` may be asked, and book the next pause."""
        now = asyncio.get_running_loop().time()
        start = max(now, self.free_at[host])
        self.free_at[host] = start + self.limits.host_pause
        await asyncio.sleep(start - now)

    def _hold(self, host: str, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        self.free_at[host] = max(self.free_at[host], now + seconds)


def _judge(status: int, onward: str, url: str) -> Answer:
    if status < HTTPStatus.BAD_REQUEST:
        return Answer(Verdict.MOVED, onward=onward) if onward != url else Answer(Verdict.GOOD)
    verdict = Verdict.UNKNOWN if status in _NOT_FOR_PROGRAMS else Verdict.FAILED
    return Answer(verdict, _phrase(status))


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _joined(url: str, location: str) -> str:
    try:
        return join_url(url, location).partition("#")[0]
    except ValueError as error:
        raise _FailedError(f'it redirects to "{location}", which is no address') from error


def _seconds(text: str | None) -> float | None:
    """A Retry-After header (seconds, or a date) as seconds from now."""
    if text is None:
        return None
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
