"""The manifest that a build leaves for `check`: output → page → href → source line.

`check` owns the format (see its `manifest`); this writes it and imports nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.diagnostics import Diagnostic
from generator.model import Output, ResolvedPage, Site


def manifest(source: str, site: Site, outputs: Iterable[Output], diagnostics: Iterable[Diagnostic]) -> bytes:
    """The manifest as JSON; lines are those of the source files."""
    pages = {page.output: _page(page) for page in site.pages}
    tree = {
        "version": 1,
        "source": source,
        "url": site.config.url,
        "baseurl": site.config.baseurl,
        "pages": pages,
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
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def _page(resolved: ResolvedPage) -> dict[str, object]:
    return {
        "source": resolved.page.path,
        "links": [[_as_in_html(use.href, resolved), use.href, use.at.line] for use in resolved.page.uses],
        "anchors": [[heading.anchor, heading.at.line] for heading in resolved.page.headings],
    }


def _as_in_html(href: str, resolved: ResolvedPage) -> str:
    """What rendering writes for an address: its target's, else as the author wrote it."""
    target = resolved.targets.get(href)
    if target is not None:
        return target.url
    return href
