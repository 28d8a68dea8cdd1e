"""One line of the layer language, taken apart: words, numbers, options; knows no layers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from generator.engine.draft import ACTIVATIONS
from generator.engine.network import Shape
from generator.engine.spec import Padding, Pair

FLAGS = ("bias", "nobias", "flip", "ceil", "include_pad")
KEYS = ("p", "d", "g", "out", "t", "c", "n", "s")

_MOST_DIGITS = 7


class WordError(Exception):
    """A line that cannot be read."""

    def __init__(self, message: str, help: str = "") -> None:
        """Keep what is wrong, and what to do about it."""
        super().__init__(message)
        self.message, self.help = message, help


@dataclass(slots=True)
class Line:
    """One layer line, split: `KxK` and plain numbers in order, options, names, what follows."""

    word: str
    label: str
    numbers: list[str]
    options: dict[str, str]
    names: list[str]
    then: str
    source: str


def split(line: str) -> Line:
    """The parts of a line; `WordError` for a word that is none."""
    label, colon, rest = line.partition(":")
    words = (rest if colon else line).split()
    if not words:
        raise WordError("a label without a layer")
    found = Line(words[0], label.strip() if colon else "", [], {}, [], "", "")
    then, rest_words = [], iter(words[1:])
    for word in rest_words:
        key, equals, value = word.partition("=")
        if word == "from":
            found.source = next(rest_words, "")
        elif equals:
            if key not in KEYS:
                raise WordError(f'unknown option "{key}"', nearest_word(key, KEYS))
            found.options[key] = value
        elif word.startswith("/"):
            found.options["/"] = word[1:]
        elif word in FLAGS:
            found.options[word] = ""
        elif word == "bn" or word in ACTIVATIONS:
            then.append(word)
        elif word[0].isdigit():
            found.numbers.append(word)
        else:
            found.names.append(word)
    if found.names and found.word not in ("add", "concat"):
        raise WordError(
            f'unknown word "{found.names[0]}"', nearest_word(found.names[0], (*FLAGS, "bn", *ACTIVATIONS))
        )
    found.then = " ".join(then)
    return found


def is_number(text: str) -> bool:
    """Whether a word is a whole number that a layer may have; ten million is beyond them all."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def read_shape(text: str) -> Shape:
    """Channels, height, width of "3x224x224"."""
    parts = text.split("x")
    if len(parts) != 3 or not all(is_number(part) and int(part) for part in parts):
        raise WordError(f'"{text}" is no input shape', "write channels x height x width, as in 3x224x224")
    return int(parts[0]), int(parts[1]), int(parts[2])


def read_pair(text: str, what: str) -> Pair:
    """(vertical, horizontal) of "3" or "3x5"."""
    parts = text.split("x")
    if len(parts) > 2 or not all(is_number(part) for part in parts):
        raise WordError(f'"{text}" is no {what}', "write a number, or two as in 3x5")
    return int(parts[0]), int(parts[-1])


def take_size(line: Line, what: str) -> Pair:
    """The next number of the line, as a pair."""
    if not line.numbers:
        raise WordError(f'"{line.word}" needs a {what}', f"as in {line.word} 3x3")
    return read_pair(line.numbers.pop(0), what)


def take_count(line: Line, what: str) -> int:
    """The next number of the line, as one."""
    if not line.numbers:
        raise WordError(f'"{line.word}" needs a number of {what}')
    text = line.numbers.pop(0)
    if not is_number(text):
        raise WordError(f'"{text}" is no number of {what}')
    return int(text)


def option(line: Line, key: str, default: int) -> int:
    """The whole number of an option, or `default`."""
    text = line.options.get(key, str(default))
    if not is_number(text):
        raise WordError(f'"{key}={text}" is no number')
    return int(text)


def stride_of(line: Line) -> Pair | None:
    """The `/S` of a line."""
    return read_pair(line.options["/"], "stride") if "/" in line.options else None


def dilation_of(line: Line) -> Pair:
    """The `d=` of a line, 1 unless told."""
    return read_pair(line.options.get("d", "1"), "dilation")


def padding_of(line: Line) -> Padding | None:
    """The `p=` of a line, None where unsaid."""
    text = line.options.get("p")
    if text is None:
        return None
    if text in ("same", "same_tf", "valid"):
        return text  # type: ignore[return-value] # just tested
    parts = text.split(",")
    if len(parts) not in (1, 2, 4) or not all(is_number(part) for part in parts):
        raise WordError(
            f'"p={text}" is no padding', "write 1, 1,2 (vertical, horizontal), four ends, or same_tf"
        )
    ends = [int(part) for part in parts]
    if len(ends) == 4:
        return (ends[0], ends[1]), (ends[2], ends[3])
    return ends[0], ends[-1]


def nearest_word(word: str, known: Iterable[str]) -> str:
    """A help text naming the nearest known word, or nothing."""
    found = get_close_matches(word, list(known), n=1)
    return f'did you mean "{found[0]}"?' if found else ""
