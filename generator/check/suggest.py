"""Suggestions: what an author most likely meant, spelled in the manner he wrote it."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from urllib.parse import unquote

from generator.check.urls import encode


def did_you_mean(href: str) -> str:
    """The help line for a suggestion."""
    return f'did you mean "{href}"?'


def respell(href: str, page: str, real: str, root: str = "") -> str:
    """The address of `real` as `href` would spell it: encoded or not, with "./" or without.

    It is relative to `page`, or absolute below `root` ("/", "/blog/") where one is given.
    """
    before, hash_sign, fragment = href.strip().partition("#")
    path, question, query = before.partition("?")
    if root:
        target = root + real
    else:
        target = posixpath.relpath(real, posixpath.dirname(page) or ".")
        target += "/" if real.endswith("/") else ""
        target = "./" + target if path.startswith("./") else target
    special = any(character in target for character in "#?%")
    return (encode(target) if "%" in path or special else target) + question + query + hash_sign + fragment


def nearest_anchor(fragment: str, anchors: Iterable[str]) -> str | None:
    """The id that a dead fragment was probably meant for."""
    asked = unquote(fragment).strip("# ")
    known = sorted(anchors)
    spelled = {_plain(anchor): anchor for anchor in reversed(known)}
    if found := spelled.get(_plain(asked)):
        return found
    near = get_close_matches(_plain(asked), list(spelled), n=1, cutoff=0.7)
    return spelled[near[0]] if near else None


def _plain(anchor: str) -> str:
    """An id without what writers get wrong: case, composition, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", unquote(anchor)).casefold()
    return "".join(character for character in folded if character.isalnum())
