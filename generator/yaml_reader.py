"""The one door to YAML: text to plain values, the line of every key, and faults in a writer's words.

YAML guesses at unquoted values and the guess loses what was written: `1.10` is the number 1.1,
`12:30` is 750, `no` is false, `2019-09-03` a date and `2019-9-3` none. So a value becomes a
number or a truth value here only where that prints back as it was written; all else is text, and
whoever asks for a key says what it must be (`Readings`). Knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from generator.diagnostics import Checked, Diagnostic, Location
from generator.problems import source as problems

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MOST_VALUES = 100_000
_MOST_DEPTH = 100
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,14})\.\d{1,15}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Mapping:
    """The top-level keys of a document: the value of each, and the line where it stands."""

    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_mapping(text: str, path: str, first_line: int = 1) -> Checked[Mapping]:
    """The document's keys, values and lines; empty when it cannot be read.

    `first_line` is the line of the file at which `text` begins.
    """
    composed = _compose(text, path, first_line)
    node = composed.value
    if node is None:
        return Checked(Mapping(), composed.diagnostics)
    if not isinstance(node, yaml.MappingNode):
        at = Location(path, first_line + node.start_mark.line)
        found = "a list" if isinstance(node, yaml.SequenceNode) else f"`{_first_line(node.value)}`"
        return Checked(Mapping(), (problems.not_a_mapping(found, at),))
    builder = _Builder(path, first_line)
    try:
        values = builder.mapping(node, 0)
    except _TooLargeError:
        return Checked(Mapping(), (problems.yaml_too_large(_MOST_VALUES, Location(path, first_line)),))
    keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value in values]
    lines = {key.value: first_line + key.start_mark.line for key in keys}
    return Checked(Mapping(values, lines), tuple(builder.diagnostics))


def read_value(text: str, path: str) -> Checked[object]:
    """The document's value, whatever its shape; None when it is empty or cannot be read."""
    composed = _compose(text, path, 1)
    if composed.value is None:
        return Checked(None, composed.diagnostics)
    builder = _Builder(path, 1)
    try:
        value = builder.value(composed.value, 0)
    except _TooLargeError:
        return Checked(None, (problems.yaml_too_large(_MOST_VALUES, Location(path, 1)),))
    return Checked(value, tuple(builder.diagnostics))


# ---------------------------------------------------------------- nodes to values


class _TooLargeError(Exception):
    """Raised within this module when a document means more values than any note needs."""


class _Builder:
    """Turns composed nodes into values, counting them: an alias may stand for a billion."""

    def __init__(self, path: str, first_line: int) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._path = path
        self._first_line = first_line
        self._left = _MOST_VALUES

    def value(self, node: yaml.Node, depth: int) -> object:
        self._left -= 1
        if self._left < 0 or depth > _MOST_DEPTH:
            raise _TooLargeError
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, depth + 1) for item in node.value)
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        merged: dict[str, object] = {}
        own: dict[str, object] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            value = self.value(value_node, depth + 1)
            key = (
                key_node.value
                if isinstance(key_node, yaml.ScalarNode)
                else str(self.value(key_node, depth + 1))
            )
            line = self._first_line + key_node.start_mark.line
            if key == "<<":
                for part in reversed(value if isinstance(value, tuple) else (value,)):
                    merged.update(part if isinstance(part, dict) else {})
                continue
            if key in seen:
                at, first = Location(self._path, line), Location(self._path, seen[key])
                self.diagnostics.append(problems.duplicate_key(key, at, first))
            seen[key] = line
            own[key] = value
        return {**merged, **own}


def _scalar(node: yaml.ScalarNode) -> object:
    text: str = node.value
    if node.style not in (None, "") or not node.tag.endswith(":str"):
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if text != "-0" else text
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    folded = text.lower()
    return _CONSTANTS.get(folded, text)


# ---------------------------------------------------------------- faults


def _compose(text: str, path: str, first_line: int) -> Checked[yaml.Node | None]:
    control = _CONTROL.search(text)
    if control:
        at = Location(path, first_line + text.count("\n", 0, control.start()))
        return Checked(None, (problems.control_character(control[0], at),))
    try:
        return Checked(_composed(text))
    except RecursionError:
        return Checked(None, (problems.yaml_too_large(_MOST_VALUES, Location(path, first_line)),))
    except yaml.MarkedYAMLError as fault:
        return Checked(None, (_explain(fault, text.split("\n"), path, first_line),))


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.composer.ComposerError as fault:
        if "second occurrence" not in f"{fault.problem}" and "duplicate anchor" not in f"{fault.context}":
            raise
    return yaml.compose(text, Loader=_Redefining)


class _Redefining(yaml.BaseLoader):
    """YAML lets an anchor be defined anew, which both of the library's composers refuse."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call] # the stubs leave it bare
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(event.anchor, None)
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What a parser's message means to a writer; `at_start` blames where the construct began."""

    says: str
    found: str
    at_start: bool = False


# libyaml and PyYAML's own scanner word the same faults differently.
_FAULTS = (
    _Fault(r"mapping values are not allowed", "a second `: ` in one value"),
    _Fault(r"unexpected (end of stream|document)", "a quote that is never closed", at_start=True),
    _Fault(r"expected '?,'? or '?\]", "a list opened by `[` that is never closed", at_start=True),
    _Fault(r"expected '?,'? or '?\}", "a mapping opened by `{` that is never closed", at_start=True),
    _Fault(r"tab character|'\\t'", "a tab where spaces are expected"),
    _Fault(r"cannot start any token", "a value that begins with a sign of YAML's own"),
    _Fault(r"expected alphabetic|undefined alias", "a value that begins with `*` or `&`"),
    _Fault(r"could not find expected ':'", "a line that is no `key: value`", at_start=True),
    _Fault(r"expected key|expected <block end>", "text behind a closing quote or bracket, or a wrong indent"),
    _Fault(r"unknown escape", "a backslash within double quotes"),
    _Fault(r"comment or line break|chomping", "text behind the sign `|` or `>`"),
    _Fault(r"another document", "a second document"),
    _Fault(r"'-' indicator", "a key within a list"),
)
_KEY_VALUE = re.compile(r"\s*(?:- +)?[^\s:#\"'][^:]*:(?:\s|$)")


def _explain(fault: yaml.MarkedYAMLError, lines: list[str], path: str, first_line: int) -> Diagnostic:
    problem = fault.problem or ""
    meaning = next((f for f in _FAULTS if re.search(f.says, problem)), _Fault("", problem or "a fault"))
    start, here = fault.context_mark, fault.problem_mark
    mark = (start if meaning.at_start else here) or here or start
    line, found = (mark.line if mark else 0), meaning.found
    line = min(line, len(lines) - 1)
    if meaning is _FAULTS[0] and mark and (before := _line_without_key(lines, line, mark.column)) is not None:
        line, found = before, "a line that is no `key: value`"
    return problems.yaml_syntax(lines[line], found, _advice(lines[line]), Location(path, first_line + line))


def _line_without_key(lines: list[str], line: int, column: int) -> int | None:
    """The line above that ran on into this one, when this one's first colon is what was refused."""
    if lines[line].find(":") != column:
        return None
    above = next((i for i in range(line - 1, -1, -1) if lines[i].strip()), None)
    return above if above is not None and not _KEY_VALUE.match(lines[above]) else None


def _advice(line: str) -> str:
    """How the line could be written so that YAML reads it."""
    if found := re.match(r"(\s*[\w-]+)：\s*(.*)", line):
        return f"the colon is full-width; write `{found[1].strip()}: {found[2].strip()}`"
    if found := re.match(r"(\s*[\w-]+):(\S.*)", line):
        return f"put a space behind the colon: `{found[1].strip()}: {found[2].strip()}`"
    if re.match(r"\s+[\w-]+: ", line):
        return "begin the line at the left margin, or indent it by spaces like its neighbours"
    if found := re.match(r"\s*(- +)?([^\s:][^:]*):\s+(\S.*)", line):
        return f"put the value in quotes: `{found[2].strip()}: {_quoted(found[3].strip())}`"
    if found := re.match(r"\s*- +(\S.*)", line):
        return f"put the value in quotes: `- {_quoted(found[1].strip())}`"
    return "write one `key: value` a line, indented by spaces"


def _quoted(value: str) -> str:
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]


# ---------------------------------------------------------------- values by what they must be


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
            return f"`{_first_line(text_of(value))}`"


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
