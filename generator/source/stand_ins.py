"""What is left for a reader of an include that cannot be run: the picture or address it was given."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator import addresses
from generator.patterns import pattern

_ADDRESSES = ("src", "url", "href", "link", "image_path", "image", "path")
_WORDS = ("caption", "title", "alt")
_PICTURE = pattern(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
# Players that themes embed by the id of a film, and where it is to be seen.
_PLAYERS = (
    ("youtube", "https://www.youtube.com/watch?v="),
    ("bilibili", "https://www.bilibili.com/video/"),
    ("vimeo", "https://vimeo.com/"),
)


def stand_in(name: str, given: Mapping[str, object]) -> str:
    """Markdown for the picture, link or film that the include `name` was given; "" for none."""
    texts = {key: value for key, value in given.items() if isinstance(value, str) and value}
    address = next((texts[key] for key in _ADDRESSES if key in texts), "") or _film(name, texts)
    if not address:
        return ""
    said = next((texts[key] for key in _WORDS if key in texts), "")
    if _PICTURE.search(address):
        return f"![{texts.get('alt') or said}]({addresses.encode(address)})"
    return f"[{said or address}]({address})"


def _film(name: str, texts: Mapping[str, str]) -> str:
    kind = f"{name} {texts.get('provider', '')}".lower()
    player = next((address for site, address in _PLAYERS if site in kind), "")
    return player + texts["id"] if player and "id" in texts else ""
