"""Checks beyond addresses, off unless switched on: outlines, orphans, silent links, plain http."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.check.extract import outline
from generator.check.faults import Fault, Kind

OUTLINE = frozenset({"heading-jump", "empty-link"})
"""The checks that read a page a second time."""

_ROOTS = frozenset({"index.html", "404.html"})
"""Pages that readers reach without a link."""

_ANSWER_HTTPS = frozenset(
    {
        "arxiv.org",
        "blog.csdn.net",
        "developer.mozilla.org",
        "docs.python.org",
        "en.wikipedia.org",
        "github.com",
        "papers.nips.cc",
        "pytorch.org",
        "www.cnblogs.com",
        "www.jianshu.com",
        "www.tensorflow.org",
        "www.w3.org",
        "www.zhihu.com",
        "zh.wikipedia.org",
        "zhuanlan.zhihu.com",
    }
)


def outline_faults(page: str, content: bytes) -> Iterator[Fault]:
    """Headings that skip a level, and links with nothing to read or hear."""
    seen = outline(content)
    level = 0
    for heading in seen.headings:
        if level and heading.level > level + 1:
            levels = (heading.level, level + 1)
            yield Fault(Kind.HEADING_JUMP, page, target=heading.text, fragment=heading.anchor, levels=levels)
        level = heading.level
    yield from (Fault(Kind.EMPTY_LINK, page, href, target=href) for href in seen.silent_links)


def orphans(pages: Iterable[str], reached: set[str]) -> Iterator[Fault]:
    """Pages that no other page links to."""
    lonely = (page for page in pages if page not in reached and page not in _ROOTS)
    return (Fault(Kind.ORPHAN, page, target=page) for page in lonely)


def insecure(externals: Mapping[str, Iterable[tuple[str, str]]]) -> Iterator[Fault]:
    """Plain http links to hosts that are known to answer https."""
    for url, uses in externals.items():
        scheme, _, rest = url.partition("://")
        if scheme == "http" and rest.partition("/")[0] in _ANSWER_HTTPS:
            yield from (Fault(Kind.INSECURE, page, href, target=url) for page, href in uses)
