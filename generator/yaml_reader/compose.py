"""A text as YAML's nodes, or what is wrong with it in a writer's words."""

from __future__ import annotations

import re
from itertools import islice

import yaml

from generator.diagnostics import Checked, Diagnostic, Location
from generator.problems import source as problems
from generator.records import dataclass

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)


def compose(text: str, path: str, first_line: int, most_values: int) -> Checked[yaml.Node | None]:
    """The document's root node, None when it is empty or cannot be read.

    `most_values` is what a document without bounds is said to exceed.
    """
    control = _CONTROL.search(text)
    if control:
        at = Location(path, first_line + text.count("\n", 0, control.start()))
        return Checked(None, (problems.control_character(control[0], at),))
    try:
        if _is_countless(text, most_values):
            return Checked(None, (problems.yaml_too_large(most_values, Location(path, first_line)),))
        return Checked(_composed(text))
    except yaml.MarkedYAMLError as fault:
        return _without_tabs(fault, text, path, first_line)
    except RecursionError:
        return Checked(None, (problems.yaml_too_large(most_values, Location(path, first_line)),))


def _without_tabs(
    fault: yaml.MarkedYAMLError, text: str, path: str, first_line: int
) -> Checked[yaml.Node | None]:
    """The document with the tabs that indent its lines read as two spaces each, as Hexo does; None with
    the fault where that is not what is wrong with it."""
    found = _explain(fault, text.split("\n"), path, first_line)
    tab = _TABS.search(text)
    if tab is None:
        return Checked(None, (found,))
    spaced = _TABS.sub(lambda indent: indent[0].replace("\t", "  "), text)
    try:
        told = problems.tabs_as_spaces(Location(path, first_line + text.count("\n", 0, tab.start())))
        return Checked(_composed(spaced), (told,))
    except yaml.MarkedYAMLError as other:
        beyond = _explain(other, spaced.split("\n"), path, first_line)
        return Checked(None, (beyond if beyond.at.line > found.at.line else found,))


def _is_countless(text: str, most_values: int) -> bool:
    """Whether a text holds more values (and as many keys) than it may; they are counted, not kept."""
    if len(text) < 2 * most_values:
        return False
    nodes = (event for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, yaml.NodeEvent))
    return next(islice(nodes, 2 * most_values, None), None) is not None


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
    meaning = next(
        (f for f in _FAULTS if re.search(f.says, problem)),
        _Fault("", problem.removeprefix("found ") or "a fault"),
    )
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
