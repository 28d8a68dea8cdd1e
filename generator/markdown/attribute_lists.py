"""kramdown's attribute lists: the text between `{:` and `}`.

Owns their grammar and how lists merge. Knows nothing of where a list stands or what it dresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.patterns import pattern
from generator.records import dataclass

_PART = pattern(
    r"""(?:^|(?<=\s))(?:
        (?P<key>[\w:-]+)=(?P<quote>["'])(?P<value>(?:\\[}"']|(?!(?P=quote))[^}\\]|\\)*?)(?P=quote)
      | (?P<marks>(?:[.#]-?[\w:-]+)+)
      | (?P<name>\w[\w:-]*)
    )(?=\s|$)""",
    re.VERBOSE,
)
_MARK = pattern(r"([.#])(-?[\w:-]+?)(?=[.#]|$)")
_ESCAPED = pattern(r"""\\([}"'])""")


@dataclass(frozen=True, slots=True)
class AttributeList:
    """`names` are references to other lists (or markers such as `toc`); `pairs` are in order."""

    names: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def parse(text: str) -> AttributeList:
    """The attribute list that the text between the braces spells; what is no part of one is skipped."""
    names: list[str] = []
    pairs: list[tuple[str, str]] = []
    for part in _PART.finditer(text.strip()):
        if part["key"]:
            pairs.append((part["key"], _ESCAPED.sub(r"\1", part["value"])))
        elif part["marks"]:
            for sign, word in _MARK.findall(part["marks"]):
                pairs.append(("class" if sign == "." else "id", word))
        else:
            names.append(part["name"])
    return AttributeList(tuple(names), tuple(pairs))


def merged(first: AttributeList | None, second: AttributeList) -> AttributeList:
    """Both lists as one; `first` may be missing."""
    if first is None:
        return second
    return AttributeList(first.names + second.names, first.pairs + second.pairs)


def resolve(attributes: AttributeList, aliases: Mapping[str, AttributeList]) -> dict[str, str]:
    """The attributes a list stands for: named lists first, then its own; classes add up."""
    found: dict[str, str] = {}
    _collect(attributes, aliases, found, frozenset())
    return found


def add(attributes: dict[str, str | int | float], more: Iterable[tuple[str, str]]) -> None:
    """Put `more` into an element's attributes: classes are appended, all else replaced."""
    for key, value in more:
        if key == "class" and attributes.get("class"):
            attributes[key] = f"{attributes[key]} {value}"
        else:
            attributes[key] = value


def _collect(
    attributes: AttributeList,
    aliases: Mapping[str, AttributeList],
    found: dict[str, str],
    seen: frozenset[str],
) -> None:
    for name in attributes.names:
        if name in aliases and name not in seen:
            _collect(aliases[name], aliases, found, seen | {name})
    for key, value in attributes.pairs:
        if key == "class" and "class" in found:
            if value not in found["class"].split():
                found["class"] += f" {value}"
        else:
            found[key] = value
