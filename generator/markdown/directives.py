"""The fences and roles that ask the engine: `{figure}`, `{cost-table}`, `` {cost}`…` `` and their kin.

Owns their spelling. What a kind or key means is for the phases that answer; any other `{…}` fence is
ordinary code.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.diagnostics import Location
from generator.markdown.reading import line_within
from generator.model import FigureRequest, NetworkRequest, Param, Piece, Request, TableRequest
from generator.patterns import pattern

FIGURES = frozenset({"figure", "explorer", "exercise"})
TABLES = frozenset({"cost-table", "compare-table", "published-table"})
ROLES = frozenset({"cost", "shape", "rf"})

_FENCES = FIGURES | TABLES | {"network"}

_INFO = pattern(r"\{([\w-]+)\}[ \t]*(.*)")
_PARAM = pattern(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
_ROLE = pattern(r"\{(cost|shape|rf)\}(`+)")
_TICKS = pattern("`+")
_LANGUAGE = pattern(r"\{?[.=]?([^\s{},]+)")


def role(state: StateInline, silent: bool) -> bool:
    """A number of the engine in prose."""
    if state.src[state.pos] != "{":
        return False
    found = _ROLE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    # As with code, a run of as many: without one, none of that length opens anything further on.
    runs = _TICKS.finditer(state.src, found.end(), state.posMax)
    close = next((run for run in runs if len(run[0]) == len(found[2])), None)
    if close is None:
        return False
    if not silent:
        token = state.push("role", "", 0)
        token.info = found[1]
        token.content = " ".join(state.src[found.end() : close.start()].split())
        token.meta["line"] = line_within(state, state.pos)
    state.pos = close.end()
    return True


def language_of(info: str) -> str:
    """The language that a fence names: `{r}` and `r, echo=FALSE` are r, "" where none is named."""
    found = _LANGUAGE.match(unescapeAll(info.strip()))
    return found[1] if found else ""


def request(token: Token, at: Location, caption: Callable[[str, int], tuple[Piece, ...]]) -> Request | None:
    """What a fence asks of the engine, None where it is ordinary code.

    `caption` renders Markdown text that starts on the given line.
    """
    found = _INFO.match(token.info.strip())
    if not found or found[1] not in _FENCES:
        return None
    name, subject = found[1], found[2]
    if name == "network":
        return NetworkRequest(subject, token.content, at)
    params, rest, first = _split(token.content, at)
    if name in TABLES:
        return TableRequest(name, subject, params, "\n".join(rest), at)
    text = "\n".join(rest).strip()
    return FigureRequest(subject, params, caption(text, first) if text else (), at, name)


def words_of(token: Token) -> str:
    """What a fence shows of its own text: all of ordinary code, the caption of a figure."""
    found = _INFO.match(token.info.strip())
    if not found or found[1] not in _FENCES:
        return token.content.strip("\n")
    if found[1] not in FIGURES:
        return ""
    return "\n".join(line for line in token.content.splitlines() if not _PARAM.match(line.strip()))


def _split(content: str, at: Location) -> tuple[tuple[Param, ...], list[str], int]:
    """The params, the other lines, and the line on which the first of those with text stands."""
    params: list[Param] = []
    rest: list[str] = []
    first = 0
    for line, text in enumerate(content.splitlines(), start=at.line + 1):
        if found := _PARAM.match(text.strip()):
            params.append(Param(found[1], found[2] or "", Location(at.path, line)))
        else:
            rest.append(text)
            first = first or (line if text.strip() else 0)
    return tuple(params), rest, first
