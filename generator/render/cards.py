"""What a page tells programs of itself: Open Graph properties and schema.org JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.model import Config, Kind, ResolvedPage
from generator.render.surroundings import canonical


def open_graph(
    resolved: ResolvedPage, config: Config, image: str, share: str = ""
) -> tuple[tuple[str, str], ...]:
    """(property, content) pairs; `image` and `share` are outputs, "" for none. Empty without a site URL."""
    return tuple(_open_graph(resolved, config, image, share)) if config.url else ()


def _open_graph(resolved: ResolvedPage, config: Config, image: str, share: str) -> Iterator[tuple[str, str]]:
    front = resolved.page.front
    is_post = resolved.page.kind is Kind.POST
    yield "og:type", "article" if is_post else "website"
    yield "og:title", resolved.page.title
    yield "og:url", canonical(config, resolved.output)
    yield "og:site_name", config.title
    yield "og:locale", (front.lang or config.lang).replace("-", "_")
    if front.excerpt:
        yield "og:description", front.excerpt
    if share or image:
        yield "og:image", canonical(config, share or image)
        yield "og:image:alt", resolved.page.title
    if share:
        yield "og:image:type", "image/png"
        yield "og:image:width", "1200"
        yield "og:image:height", "630"
    yield "twitter:card", "summary_large_image" if share else "summary"
    if is_post and front.date:
        yield "article:published_time", front.date.isoformat()
    if is_post and front.updated:
        yield "article:modified_time", front.updated.isoformat()
    for tag in front.tags if is_post else ():
        yield "article:tag", tag


def json_ld(resolved: ResolvedPage, config: Config, image: str) -> str:
    """A post as schema.org's BlogPosting, safe within a script element; "" for all else."""
    front = resolved.page.front
    if not config.url or resolved.page.kind is not Kind.POST:
        return ""
    address = canonical(config, resolved.output)
    known = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": resolved.page.title,
        "url": address,
        "mainEntityOfPage": address,
        "inLanguage": front.lang or config.lang,
        "description": front.excerpt,
        "datePublished": front.date.isoformat() if front.date else "",
        "dateModified": (front.updated or front.date).isoformat() if front.date else "",
        "author": {"@type": "Person", "name": config.author} if config.author else "",
        "image": canonical(config, image) if image else "",
        "keywords": ", ".join(front.tags),
    }
    said = {key: value for key, value in known.items() if value}
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
