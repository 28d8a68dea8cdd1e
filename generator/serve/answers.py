"""From a request to an answer: pages with the live script in them, files by range, the themed 404.

Nothing here waits for a build or knows of one; the answer depends on the snapshot handed in.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Set
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import BinaryIO

from generator.model import Output
from generator.records import dataclass, field
from generator.serve.addressing import Found, Missing, Moved, Refused, locate
from generator.serve.conditions import Span, Unsatisfiable, names_tag, requested_span
from generator.serve.media_types import is_html, media_type
from generator.serve.snapshot import Snapshot, version_of

_LOST = "404.html"
_NO_SPAN = Span(0, 0)
_CHUNK = 256 * 1024
_BARE = (
    '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{0}</title>\n<h1>{0}</h1>\n<p>{1}</p>\n'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `body` holds its bytes, or `file` an open file of which `span` is sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: BinaryIO | None = None
    span: Span = _NO_SPAN

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the file's span; closes the file."""
        if self.file is None:
            return
        with self.file as handle:
            handle.seek(self.span.start)
            left = self.span.end - self.span.start
            while left > 0 and (chunk := handle.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk


@dataclass(frozen=True, slots=True)
class Site:
    """The site to answer from. `source` is the folder that files of the source may not leave;
    `script` is the address of the live script."""

    snapshot: Snapshot
    source: Path
    script: str


def answer(site: Site, target: bytes, headers: Mapping[str, str]) -> Answer:
    """The answer to a GET of `target`, a raw request path."""
    named = locate(target, site.snapshot.outputs, site.snapshot.baseurl)
    match named:
        case Refused():
            return refusal(400, "Bad request", named.reason)
        case Moved():
            return Answer(308, {"Location": named.location, "Cache-Control": "no-cache"})
        case Found():
            return _output(site, site.snapshot.outputs[named.path], headers) or _lost(site)
        case Missing():
            return _lost(site)


def is_at_hand(site: Site, target: bytes) -> bool:
    """Whether the answer needs nothing painted first, as a figure's pixels are when they are asked for."""
    named = locate(target, site.snapshot.outputs, site.snapshot.baseurl)
    return not isinstance(named, Found) or site.snapshot.outputs[named.path].is_made


def refusal(status: int, title: str, reason: str, **headers: str) -> Answer:
    """A bare page that says why a request was not answered."""
    body = _BARE.format(escape(title), escape(reason)).encode()
    return Answer(status, {"Content-Type": "text/html; charset=utf-8", **headers}, body)


def page_shown(snapshot: Snapshot, target: bytes) -> str:
    """The output that a reader of `target` sees: a page, or the themed 404 ("" without one)."""
    return output_shown(snapshot.outputs.keys(), snapshot.baseurl, target)


def output_shown(outputs: Set[str], baseurl: str, target: bytes) -> str:
    """Likewise, where the site has these `outputs`."""
    named = locate(target, outputs, baseurl)
    if isinstance(named, Found):
        return named.path
    return _LOST if _LOST in outputs else ""


def with_script(page: bytes, script: str, version: str) -> bytes:
    """The page with the live script as the last thing in its body."""
    tag = f'<script src="{escape(script)}" data-version="{version}"></script>\n'.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + tag + end + tail if end else page + tag


def _output(site: Site, output: Output, headers: Mapping[str, str]) -> Answer | None:
    """An output's answer; None where its file is gone or must not be shown."""
    if not output.origin:
        return _content(site, output, output.content, headers)
    file = _opened(output.origin, site.source)
    if file is None:
        return None
    if is_html(output.path):
        with file:
            return _content(site, output, file.read(), headers)
    found = os.fstat(file.fileno())
    tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}"'
    made = _conditional(output.path, tag, found.st_size, headers)
    if isinstance(made, Answer):
        file.close()
        return made
    status, span, out = made
    return Answer(status, out, file=file, span=span)


def _content(site: Site, output: Output, content: bytes, headers: Mapping[str, str]) -> Answer:
    if is_html(output.path):
        version = version_of(site.snapshot, output.path)
        content = with_script(content, site.script, version)
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    made = _conditional(output.path, tag, len(content), headers)
    if isinstance(made, Answer):
        return made
    status, span, out = made
    return Answer(status, out, content[span.start : span.end])


def _conditional(
    path: str, tag: str, size: int, headers: Mapping[str, str]
) -> Answer | tuple[int, Span, dict[str, str]]:
    """Status, span and headers of what is to be sent, or the answer that sends nothing."""
    out = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Accept-Ranges": "bytes",
        "Content-Type": media_type(path),
    }
    if names_tag(headers.get("if-none-match", ""), tag):
        return Answer(304, {"ETag": tag, "Cache-Control": "no-cache"})
    current = headers.get("if-range", tag) == tag
    span = requested_span(headers.get("range", ""), size) if current else None
    if isinstance(span, Unsatisfiable):
        return refusal(
            416, "Range not satisfiable", f"the file has {size} bytes", **{"Content-Range": f"bytes */{size}"}
        )
    whole = span is None
    span = span or Span(0, size)
    out["Content-Length"] = str(span.end - span.start)
    if not whole:
        out["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
    return 200 if whole else 206, span, out


def _lost(site: Site) -> Answer:
    page = site.snapshot.outputs.get(_LOST)
    content = page.content if page is not None and not page.origin else b""
    if not content:
        bare = refusal(404, "Not found", "no page of this site has that address")
        content = bare.body
    body = with_script(content, site.script, version_of(site.snapshot, _LOST))
    return Answer(404, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}, body)


def _opened(origin: str, source: Path) -> BinaryIO | None:
    """An origin file, or None: gone, no regular file, or a link out of the source.

    The open file is compared with what the path resolves to, so that a link swapped in between
    shows nothing.
    """
    try:
        handle = os.open(origin, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    if _may_be_shown(handle, Path(os.path.abspath(origin)), source):  # noqa: PTH100 links are looked at below
        return os.fdopen(handle, "rb")
    os.close(handle)
    return None


def _may_be_shown(handle: int, origin: Path, source: Path) -> bool:
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        return False
    try:
        root, real = source.resolve(strict=True), origin.resolve(strict=True)
        if not (origin.is_relative_to(source) or origin.is_relative_to(root)):
            return True  # the generator's own: MathJax, a bundled font
        return real.is_relative_to(root) and os.path.samestat(real.stat(), found)
    except OSError:
        return False
