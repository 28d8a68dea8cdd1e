"""The small grammars inside HTML attributes: `srcset` and `<meta http-equiv=refresh>`.

Each follows the HTML Standard's own algorithm (sections "Parsing a srcset attribute" and
"Shared declarative refresh steps"). Pure text.
"""

from __future__ import annotations

import re

_SPACE = " \t\n\f\r"
_REFRESH = re.compile(
    r"""\s*[0-9.]+(?:\s*[;,]|\s)\s*          # the delay, and what may follow it
        (?>(?:url\s*=\s*)?)                  # the words are optional
        (?:"(?P<double>[^"]*)|'(?P<single>[^']*)|(?P<bare>.*))""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def srcset_urls(text: str) -> tuple[str, ...]:
    """The addresses of a `srcset`, in order. A comma within an address belongs to it."""
    urls: list[str] = []
    at = 0
    while at < len(text):
        while at < len(text) and text[at] in _SPACE + ",":
            at += 1
        start = at
        while at < len(text) and text[at] not in _SPACE:
            at += 1
        url = text[start:at]
        if not url:
            break
        if url.endswith(","):
            urls.append(url.rstrip(","))
        else:
            urls.append(url)
            at = _behind_descriptors(text, at)
    return tuple(urls)


def _behind_descriptors(text: str, at: int) -> int:
    """The place behind the comma that ends a candidate; commas in parentheses do not."""
    depth = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "(":
            depth = 1
        elif character == ")":
            depth = 0
        elif character == "," and not depth:
            break
    return at


def refresh_url(content: str) -> str | None:
    """The address that a refresh leads to, None where it only reloads the page."""
    found = _REFRESH.match(content)
    if not found:
        return None
    return (found["double"] or found["single"] or found["bare"] or "").strip() or None
