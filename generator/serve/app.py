"""The web application: three addresses of its own under /__notes, everything else is the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generator.records import dataclass
from generator.serve.answers import Answer, Site, answer, is_at_hand, refusal, with_script
from generator.serve.compiling import hidden_drafts
from generator.serve.guard import trusted_host, trusted_origin
from generator.serve.notes_page import Ledger, notes_page
from generator.serve.snapshot import Shown
from generator.serve.stream import NOTES, Stream, version_shown

_LIVE = tuple(Path(__file__).with_name(name) for name in ("overlay.js", "place.js", "live.js"))
_EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


@dataclass(frozen=True)
class Preview:
    """What the application answers from: `shown` gives the state of the moment."""

    source: Path
    host: str
    shown: Callable[[], Shown]
    stream: Stream

    @cached_property
    def live(self) -> bytes:
        """The live script: its files in one scope, which is nobody else's."""
        return b"(() => {\n" + b"".join(path.read_bytes() for path in _LIVE) + b"})();\n"

    @cached_property
    def script(self) -> str:
        """The address of the live script."""
        return f"{NOTES}/live.js?{blake2b(self.live, digest_size=6).hexdigest()}"


def application(preview: Preview) -> ASGIApp:
    """The ASGI application, its guard before everything else."""
    ours = _Endpoints(preview)

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.method not in ("GET", "HEAD"):
            refused = refusal(405, "Method not allowed", "a preview is read only", Allow="GET, HEAD")
            await _response(refused, request.method)(scope, receive, send)
            return
        site = Site(preview.shown().snapshot, preview.source, preview.script)
        target = _target(scope)
        if is_at_hand(site, target):
            made = answer(site, target, request.headers)
        else:
            made = await run_in_threadpool(answer, site, target, request.headers)
        await _response(made, request.method)(scope, receive, send)

    routes = [
        Route(NOTES, ours.notes),
        Route(f"{NOTES}/live.js", ours.live),
        Route(f"{NOTES}/events", ours.events),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(_Guard, bound=preview.host)])
    # Not a route: a route's pattern does not see every path that can come over the wire.
    app.router.default = page
    app.router.redirect_slashes = False
    return app


class _Endpoints:
    """The preview's own addresses: its script, its ledger, its stream."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    async def live(self, request: Request) -> Response:
        headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
        return _response(Answer(200, headers, self._preview.live), request.method)

    async def notes(self, request: Request) -> Response:
        shown = self._preview.shown()
        hidden = await run_in_threadpool(hidden_drafts, self._preview.source, shown.latest.drafts)
        content = notes_page(Ledger(shown, self._preview.source, hidden))
        body = with_script(content, self._preview.script, version_shown(shown, NOTES))
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        return _response(Answer(200, headers, body), request.method)

    async def events(self, request: Request) -> Response:
        ours = trusted_origin(
            request.headers.get("origin", ""),
            request.headers.get("host", ""),
            request.headers.get("sec-fetch-site", ""),
        )
        if not ours:
            return _response(
                refusal(403, "Forbidden", "the stream is for pages of this preview"), request.method
            )
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        target = quote(request.query_params.get("page", "/"), safe="/%")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._preview.stream.events(target), media_type="text/event-stream", headers=headers
        )


class _Guard:
    """Refuses foreign Hosts, and marks every answer as ours alone."""

    def __init__(self, app: ASGIApp, bound: str) -> None:
        self._app = app
        self._bound = bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not await _body_is_over(receive):
            return
        if not trusted_host(Headers(scope=scope).get("host", ""), self._bound):
            reason = "this preview answers to its own address only"
            await _response(refusal(400, "Bad request", reason), scope["method"])(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_EVERYWHERE)
            await send(message)

        await self._app(scope, receive, marked)


async def _body_is_over(receive: Receive) -> bool:
    """Reads past a request's body, which nothing here wants; false where the client left or sent a
    malformed one (which is then answered already)."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return False
        if not message.get("more_body", False):
            return True


def _target(scope: Scope) -> bytes:
    """The path as it came over the wire; `path` has lost the difference between "%2e" and "."."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw


def _response(made: Answer, method: str) -> Response:
    headers = dict(made.headers)
    if made.file is None:
        return Response(made.body, made.status, headers)
    if method == "HEAD":
        made.file.close()
        return Response(b"", made.status, headers)
    return StreamingResponse(made.chunks(), made.status, headers)
