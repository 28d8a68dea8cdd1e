"""The manifest that a build leaves for `check`: output → page → href → source line.

`check` owns the format (see its `manifest`); this writes it and imports nothing of it. Each page has a
line of its own, so that one page's can be written anew. The last line is a digest of all before it: what
was torn or altered is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from generator.codec import as_line
from generator.diagnostics import Diagnostic
from generator.digests import digest_of
from generator.model import Output, ResolvedPage, Site
from generator.output import flush_tree, write_whole
from generator.output.state import State
from generator.problems.build import unwritable_state


def manifest(source: str, site: Site, outputs: Iterable[Output], diagnostics: Iterable[Diagnostic]) -> bytes:
    """The manifest as JSON; lines are those of the source files."""
    pages = {page.output for page in site.pages}
    about = {
        "version": 2,
        "source": source,
        "url": site.config.url,
        "baseurl": site.config.baseurl,
        "generated": sorted(o.path for o in outputs if o.path.endswith(".html") and o.path not in pages),
        "diagnostics": [
            {
                "code": d.code,
                "severity": str(d.severity),
                "message": d.message,
                "path": d.at.path,
                "line": d.at.line,
                "help": d.help,
                "href": d.href,
            }
            for d in diagnostics
        ],
    }
    lines = ",\n".join(_line(page) for page in site.pages)
    return _sealed(f'{as_line(about)[:-1]},"pages":{{\n{lines}\n}},'.encode())


class AlteredError(Exception):
    """A manifest was torn or altered, or is of other pages."""


class Left:
    """The manifest that the last build left, to be written on where little has changed."""

    def __init__(self, content: bytes) -> None:
        """What was read; `AlteredError` where it is not what was left."""
        end = max(content.rfind(b"\n"), 0)
        if content[end + 1 :] != _seal(memoryview(content)[:end]):
            raise AlteredError("the seal is broken")
        self._content = content

    def with_pages(self, pages: Iterable[ResolvedPage]) -> bytes:
        """The manifest with the entries of some pages as they are now, the very same bytes where it has them;
        `AlteredError` where it has none of one."""
        content = self._content
        for page in pages:
            content = _with_page(content, page)
        return content if content is self._content else _sealed(content[: content.rfind(b"\n")])


def leave(state: State, content: bytes, *, stands: bool = False) -> tuple[Diagnostic, ...]:
    """Leaves the manifest of the site that now stands, both of them on the disk: what is recorded after this
    says that they are. It may be the one that `stands`. Where it cannot be written, none may remain."""
    try:
        if not stands:
            write_whole(state.manifest, content)
        flush_tree(state.folder)
    except OSError as fault:
        with suppress(OSError):
            state.manifest.unlink()
        return (unwritable_state(str(state.manifest), fault.strerror or str(fault)),)
    return ()


def _sealed(body: bytes) -> bytes:
    return b"\n".join((body, _seal(body)))


def _seal(body: bytes | memoryview) -> bytes:
    return f'"sum":"{digest_of(body)}"}}'.encode()


def _with_page(before: bytes, page: ResolvedPage) -> bytes:
    start = before.find(f"\n{_name(page)}".encode())
    end = before.find(b"\n", start + 1)
    if start < 0 or end < 0:
        raise AlteredError(f"no entry of {page.output}")
    comma = b"," if before[end - 1 : end] == b"," else b""
    line = _line(page).encode() + comma
    if before[start + 1 : end] == line:
        return before
    view = memoryview(before)  # a large site has megabytes, which are not copied more than once
    return b"".join((view[: start + 1], line, view[end:]))


def _line(page: ResolvedPage) -> str:
    return f"{_name(page)}{as_line(_page(page))}"


def _name(page: ResolvedPage) -> str:
    return f"{as_line(page.output)}:"


def _page(resolved: ResolvedPage) -> dict[str, object]:
    return {
        "source": resolved.page.path,
        "links": [[_as_in_html(use.href, resolved), use.href, use.at.line] for use in resolved.page.uses],
        "anchors": [*resolved.page.outline.lines],
    }


def _as_in_html(href: str, resolved: ResolvedPage) -> str:
    """What rendering writes for an address: its target's, else as the author wrote it."""
    target = resolved.targets.get(href)
    if target is not None:
        return target.url
    return href
