"""Which pages are one text in several languages: those whose front matter has the same `ref`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location
from generator.model import ResolvedPage, Site
from generator.problems.render import repeated_translation

_KEYS = ("ref", "translation_key", "translationKey")
"""Front matter that names the text: Jekyll blogs' usual key first, then other generators'."""


def translations(site: Site) -> dict[str, tuple[tuple[str, str], ...]]:
    """Output of a page → (language, output) of the same text in every other language."""
    named = [(page, ref) for page in site.pages if (ref := _named(page)[1])]
    together: dict[str, dict[str, str]] = {}
    for page, ref in named:
        together.setdefault(ref, {}).setdefault(_language(page, site), page.output)
    return {
        page.output: tuple(other for other in together[ref].items() if other[0] != _language(page, site))
        for page, ref in named
    }


def repeated(site: Site) -> Iterator[Diagnostic]:
    """A warning at each page whose `ref` another page of its language has already."""
    first: dict[tuple[str, str], Location] = {}
    for page in site.pages:
        key, ref = _named(page)
        if not ref:
            continue
        at = Location(page.page.path, page.page.front.line(key))
        lang = _language(page, site)
        if first.setdefault((ref, lang), at) is not at:
            yield repeated_translation(key, ref, lang, at, first[ref, lang])


def _named(page: ResolvedPage) -> tuple[str, str]:
    """The key and the name that a page shares with its translations, "" for none."""
    extra = page.page.front.extra
    given = {key: value for key, value in extra if key in _KEYS and value} if extra else {}
    return next(((key, str(given[key])) for key in _KEYS if key in given), ("", "")) if given else ("", "")


def _language(page: ResolvedPage, site: Site) -> str:
    return page.page.front.lang or site.config.lang
