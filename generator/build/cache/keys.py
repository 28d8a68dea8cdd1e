"""What the values of each phase are computed from, in words.

A key's parts are named so that a build can say why it did something again. A part's digest is taken
of all that the value can depend on and of nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.build.changes.stamps import is_young
from generator.digests import digest_of

if TYPE_CHECKING:
    from generator.model import Config, Output, Page
    from generator.render.lists import ListPage
    from generator.render.page_view import PageInput
    from generator.render.renderers import ListRenderer, Renderer
    from generator.render.templates import Templates
    from generator.source.discover import Entry
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded

Parts = Mapping[str, object]


def _load(source: object, entry: Entry, config: Config) -> Parts:
    del source
    now = time.time_ns()
    return {"the file": (entry, now if is_young(entry.mtime_ns, now) else 0), "the configuration": config}


def _parse(source: object, note: Loaded, context: TagContext) -> Parts:
    del source
    around = context if note.source.marked else None
    return {
        "its text": (note.source.path, note.source.digest, note.source.kind, note.source.draft),
        "its front matter": (note.front, note.source.collection),
        "the configuration": context.config,
        "what its tags name": around,
    }


def _render(one: Renderer, page: PageInput) -> Parts:
    resolved = page.resolved
    around, templates = one.state(page)
    return {
        "its text": (resolved.page, resolved.output, resolved.url),
        "where its links lead": (resolved.targets, page.sizes),
        "its neighbours": (resolved.previous, resolved.next, page.translations),
        "what links to it or is like it": (resolved.backlinks, resolved.related),
        "its figures and numbers": page.drawn,
        "its tags": page.terms,
        "the site around it": around,
        "its templates": templates,
    }


def _list(one: ListRenderer, page: ListPage) -> Parts:
    return {
        "what it lists": (page.build.__name__, page.arguments),
        "the templates": one.templates.digest(""),
    }


def _plain_layouts(templates: Templates, layouts: object) -> Parts:
    return {"the layouts in use": layouts, "the templates": templates.digest("")}


def _requests(requests: object, files: object, lang: str) -> Parts:
    return {"what it asks of the engine": requests, "the files it names": files, "its language": lang}


def _search(page: Page, output: str, drawn: object, lang: str) -> Parts:
    return {"its text": (page, output, lang), "its figures and numbers": drawn}


def _search_block(shards: int, pages: object) -> Parts:
    return {"the pages' terms": (shards, pages)}


def _search_text(path: str, pages: object) -> Parts:
    return {"its pages' texts": (path, pages)}


def _share(path: str, title: str, site_title: str, foot: str, figure: Output | None) -> Parts:
    shown = digest_of(figure.read()) if figure else ""
    return {"its title": (path, title, site_title, foot), "its figure": shown}


def _maths_font(style: str) -> Parts:
    return {"the style sheet": style}


def _itself(value: object) -> Parts:
    return {"itself": value}


def _compressed(path: object, content: object) -> Parts:
    return {"its content": (path, content)}


def _image(*arguments: object) -> Parts:
    return {"its entry in imgs.toml": arguments}


KEYS: Mapping[str, Callable[..., Parts]] = MappingProxyType(
    {
        "load": _load,
        "parse": _parse,
        "render": _render,
        "list": _list,
        "plain layouts": _plain_layouts,
        "requests": _requests,
        "image": _image,
        "search": _search,
        "search block": _search_block,
        "search text": _search_text,
        "share": _share,
        "maths font": _maths_font,
        "compressed": _compressed,
        "around": _itself,
        "search order": _itself,
        "search sizes": _itself,
        "order": _itself,
        "cards": _itself,
        "ties": _itself,
    }
)
