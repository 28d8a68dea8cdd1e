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


def with_pages(before: bytes, pages: Iterable[ResolvedPage]) -> bytes | None:
    """The manifest with other entries of some pages; None where it has none of one or was altered."""
    body, _, seal = before.rpartition(b"\n")
    if seal != _seal(body):
        return None
    for page in pages:
        changed = _with_page(body, page)
        if changed is None:
            return None
        body = changed
    return _sealed(body)


def leave(state: State, content: bytes) -> tuple[Diagnostic, ...]:
    """Leaves the manifest of the site that now stands, both of them on the disk: what is recorded after this
    says that they are. Where it cannot be written, none may remain."""
    try:
        write_whole(state.manifest, content)
        flush_tree(state.folder)
    except OSError as fault:
        with suppress(OSError):
            state.manifest.unlink()
        return (unwritable_state(str(state.manifest), fault.strerror or str(fault)),)
    return ()


def _sealed(body: bytes) -> bytes:
    return b"\n".join((body, _seal(body)))


def _seal(body: bytes) -> bytes:
    return f'"sum":"{digest_of(body)}"}}'.encode()


def _with_page(before: bytes, page: ResolvedPage) -> bytes | None:
    start = before.find(f"\n{_name(page)}".encode())
    end = before.find(b"\n", start + 1)
    if start < 0 or end < 0:
        return None
    comma = b"," if before[end - 1 : end] == b"," else b""
    view = memoryview(before)  # a large site has megabytes, which are not copied more than once
    return b"".join((view[: start + 1], _line(page).encode(), comma, view[end:]))


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
