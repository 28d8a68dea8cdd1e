"""Content types by file name: one table, so that a preview answers alike on every machine."""

from __future__ import annotations

from types import MappingProxyType

_TEXT = "; charset=utf-8"
_TYPES = MappingProxyType(
    {
        "html": "text/html" + _TEXT,
        "htm": "text/html" + _TEXT,
        "css": "text/css" + _TEXT,
        "js": "text/javascript" + _TEXT,
        "mjs": "text/javascript" + _TEXT,
        "txt": "text/plain" + _TEXT,
        "md": "text/markdown" + _TEXT,
        "csv": "text/csv" + _TEXT,
        "vtt": "text/vtt" + _TEXT,
        "py": "text/plain" + _TEXT,
        "xml": "application/xml",
        "xsl": "application/xml",
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/json",
        "map": "application/json",
        "ipynb": "application/json",
        "webmanifest": "application/manifest+json",
        "pdf": "application/pdf",
        "wasm": "application/wasm",
        "zip": "application/zip",
        "gz": "application/gzip",
        "svg": "image/svg+xml",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "avif": "image/avif",
        "bmp": "image/bmp",
        "ico": "image/x-icon",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "ttf": "font/ttf",
        "otf": "font/otf",
        "mp3": "audio/mpeg",
        "ogg": "audio/ogg",
        "wav": "audio/wav",
        "mp4": "video/mp4",
        "webm": "video/webm",
    }
)


def media_type(path: str) -> str:
    """The content type of a file of that name; bytes of no known kind are `application/octet-stream`."""
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def is_html(path: str) -> bool:
    """Whether a file of that name is a page."""
    return media_type(path).startswith("text/html")
