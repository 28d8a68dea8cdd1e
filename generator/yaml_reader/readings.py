"""A mapping's values as what each must be, and keys that are a slip of the pen away from known ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location
from generator.problems import source as problems
from generator.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Mapping:
    """The top-level keys of a document: the value of each, and the line where it stands."""

    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


class Readings:
    """A mapping's values as what each must be; what does not fit is reported and left out.

    `sources` gives the place of each key, so that values merged from several files keep theirs.
    """

    def __init__(self, values: dict[str, object], sources: dict[str, Location], otherwise: Location) -> None:
        """Over `values`; a key without a place of its own is reported at `otherwise`."""
        self.diagnostics: list[Diagnostic] = []
        self._values = values
        self._sources = sources
        self._otherwise = otherwise

    def at(self, key: str) -> Location:
        """Where `key` stands."""
        return self._sources.get(key, self._otherwise)

    def has(self, key: str) -> bool:
        """Whether `key` has a value other than nothing."""
        return self._values.get(key) is not None

    def text(self, key: str, otherwise: str = "") -> str:
        """The value as text. Numbers print as written; a list is taken as brackets meant literally."""
        value = self._values.get(key)
        match value:
            case None:
                return otherwise
            case bool() | str() | int() | float():
                return text_of(value)
            case tuple():
                literal = f"[{', '.join(text_of(item) for item in value)}]"
                self._wrong(key, "text", f'put it in quotes: `{key}: "{literal}"`')
                return literal
        self._wrong(key, "text", "put the value in quotes")
        return otherwise

    def flag(self, key: str) -> bool | None:
        """The value as yes or no; None when it is absent."""
        value = self._values.get(key)
        meant = truth_of(value)
        if meant is None and value is not None:
            self._wrong(key, "true or false")
        return meant

    def number(self, key: str, otherwise: int = 0) -> int:
        """The value as a whole number, not negative."""
        value = self._values.get(key)
        if value is None or value is False:
            return otherwise
        text = text_of(value).strip()
        if re.fullmatch(r"\d{1,9}", text):
            return int(text)
        self._wrong(key, "a whole number")
        return otherwise

    def words(self, key: str, split: bool = True) -> tuple[str, ...]:
        """The value as words: a list, or a text split at spaces and commas (whole if not `split`)."""
        value = self._values.get(key)
        if value is None:
            return ()
        if isinstance(value, dict):
            self._wrong(key, "a list or words")
            return ()
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(word for item in value for word in self._word(key, item)))
        text = text_of(value).strip()
        words = re.split(r"[\s,，]+", text) if split else [text]
        return tuple(dict.fromkeys(word for word in words if word))

    def _word(self, key: str, item: object) -> Iterator[str]:
        if isinstance(item, tuple):
            for inner in item:
                yield from self._word(key, inner)
        elif isinstance(item, dict):
            self._wrong(key, "a list of words")
        elif item is not None and text_of(item).strip():
            yield text_of(item).strip()

    def _wrong(self, key: str, expected: str, help: str = "") -> None:
        found = kind_of(self._values.get(key))
        self.diagnostics.append(problems.wrong_type(key, found, expected, self.at(key), help))


def truth_of(value: object) -> bool | None:
    """A value as yes or no, in any of the words that people use; None where it is neither."""
    match text_of(value).strip().lower():
        case "true" | "yes" | "on" | "y" | "1":
            return True
        case "false" | "no" | "off" | "n" | "0":
            return False
    return None


def text_of(value: object) -> str:
    """A scalar as YAML writes it: `true`, not `True`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def kind_of(value: object) -> str:
    """What a value is, in a message's words."""
    match value:
        case None:
            return "empty"
        case dict():
            return "a mapping"
        case tuple():
            return "a list"
        case _:
            return f"`{opening(text_of(value))}`"


# ---------------------------------------------------------------- slips of the pen


def slips(mapping: Mapping, known: frozenset[str], foreign: frozenset[str] = frozenset()) -> dict[str, str]:
    """Unknown keys that are one slip from a known one (`data`, `permalnk`) → the known one.

    `foreign` names keys that mean something to others, however near they are.
    """
    strangers = [key for key in mapping.values if key not in known and key not in foreign]
    found = {key: next((k for k in sorted(known) if is_slip(key.lower(), k)), None) for key in strangers}
    return {key: name for key, name in found.items() if name is not None}


def is_slip(word: str, known: str) -> bool:
    """Whether one slip of the pen parts the words: a letter more, less, another, or two swapped."""
    if word == known:
        return True
    if min(len(word), len(known)) < 4 or abs(len(word) - len(known)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    rest, known_rest = word[same:], known[same:]
    return (
        rest[1:] == known_rest[1:]
        or rest[1:] == known_rest
        or rest == known_rest[1:]
        or (rest[2:] == known_rest[2:] and rest[1::-1] == known_rest[:2])
    )


def opening(text: str) -> str:
    """A text's first line, for a message."""
    return text.strip().split("\n", 1)[0]
