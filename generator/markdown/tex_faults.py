r"""What is wrong with a formula, as MathJax would see it: the first fault that keeps it from being set.

Knows TeX's structure alone: braces, environments, `\left … \right`, scripts, alignment marks,
arguments. A control sequence that MathJax does not know is shown in red and no fault here; a formula
that defines macros is left alone.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from generator.patterns import pattern
from generator.problems.wording import did_you_mean
from generator.records import dataclass, field

_TOKEN = pattern(
    r"""(?P<comment>%[^\n]*)
      | \\(?:begin|end)(?![A-Za-z])\s*\{(?P<name>[^{}\\\n]*)\}
      | \\(?P<verb>verb)\*?([^A-Za-z*\s]).*?\3
      | \\(?P<word>[A-Za-z]+)
      | \\(?P<symbol>.)
      | (?P<mark>[{}^_&'#])
      | (?P<atom>[^\s{}^_&'#\\%])
      | (?P<alone>\\)""",
    re.VERBOSE | re.DOTALL,
)
# fmt: off
ENVIRONMENTS = frozenset({
    "Bmatrix", "CD", "Vmatrix", "align", "align*", "alignat", "alignat*", "aligned", "alignedat", "array",
    "bmatrix", "cases", "eqnarray", "eqnarray*", "equation", "equation*", "flalign", "flalign*", "gather",
    "gather*", "gathered", "matrix", "multline", "multline*", "pmatrix", "prooftree", "smallmatrix", "split",
    "subarray", "vmatrix", "xalignat", "xalignat*", "xxalignat",
})
"""The environments of MathJax's base and AMS packages, and those that it fetches when they are met."""
_TEXTS = frozenset({
    "text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox", "fbox", "label",
    "ref", "eqref", "tag", "ce", "pu", "unicode", "color", "textcolor", "colorbox", "href", "class", "style",
    "cssId", "require", "mathchoice",
})
_DEFINITIONS = pattern(
    r"\\(?:def|let|(?:re)?newcommand|(?:re)?newenvironment|DeclareMathOperator|require)(?![A-Za-z])"
)
_TABLES = frozenset({"matrix", "pmatrix", "cases", "eqalign", "eqalignno", "leqalignno", "displaylines"})
_ONE_CELL = frozenset({"equation", "equation*", "multline", "multline*"})
_NO_ATOMS = frozenset({"limits", "nolimits", "displaylimits"})
_ARGUMENTS = MappingProxyType({
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "binom", "overset", "underset", "stackrel"), 2),
    **dict.fromkeys((
        "sqrt", "hat", "bar", "vec", "tilde", "dot", "ddot", "overline", "underline", "widehat", "widetilde",
        "mathbf", "mathrm", "mathbb", "mathcal", "mathfrak", "mathsf", "mathit", "operatorname", "boxed",
        "overbrace", "underbrace", "substack", "phantom", "xrightarrow", "xleftarrow",
    ), 1),
})
# fmt: on
# What a walk alone can judge, and what the plain formula is made of: see `_is_plain`.
_SPECIAL = pattern(
    r"[&'#%\x01\x02]|\\\\|\\(?:left|right|middle|begin|end|verb|cr|newline|hline|def|let|(?:re)?newcommand|"
    r"(?:re)?newenvironment|DeclareMathOperator|"
    rf"{'|'.join(sorted(_TEXTS | _TABLES | _NO_ATOMS))})(?![A-Za-z])"
)
# A formula whose commands are one letter each: what takes one argument, two, or none.
_COMMAND = pattern(r"\\([A-Za-z]+)")
_PLAIN_ATOM = r"(?:[^{}^_\\\x01\x02]|\\[^A-Za-z])"
_ONE_ATOM = rf"(?!\s){_PLAIN_ATOM}"
_SCRIPTS = rf"(?<!\s)([_^]){_ONE_ATOM}(?>(?:(?!\1)[_^]{_ONE_ATOM})?)"
_PLAIN_TEX = rf"(?>(?:(?>{_PLAIN_ATOM}+)(?>(?:{_SCRIPTS})?))*)"
_PLAIN = pattern(_PLAIN_TEX)
_DEEPEST = 10
_PLAIN_PART = pattern(rf"(?<!\\)\{{{_PLAIN_TEX}\}}|(?:\x01|\x02{_ONE_ATOM}){_ONE_ATOM}")
_DELIMITER = pattern(r"\s*(?:\\[A-Za-z]+|\\[^A-Za-z]|[^\sA-Za-z0-9{}^_&\\])")


@dataclass(frozen=True, slots=True)
class TexFault:
    """The first thing that MathJax would stumble over, and what to do about it."""

    reason: str
    help: str
    offset: int


class _FaultError(Exception):
    def __init__(self, reason: str, help: str, offset: int) -> None:
        super().__init__(reason)
        self.fault = TexFault(reason, help, offset)


@dataclass(slots=True)
class _Group:
    r"""What is open: the formula itself, a brace, an environment or a `\left`."""

    kind: str
    name: str = ""
    offset: int = 0
    cells: bool = False
    """Whether `&` parts columns here."""
    scripted: set[str] = field(default_factory=set)
    """The scripts that the last atom has."""
    script: str = ""
    """The `_` or `^` that waits for what it sets."""
    command: str = ""
    missing: int = 0
    """How many arguments `command` still waits for."""


def tex_fault(tex: str, own_environments: bool = False) -> TexFault | None:
    """The first fault of a formula, or None; with `own_environments` any name of one is known."""
    if _is_plain(tex) or _DEFINITIONS.search(tex):
        return None
    try:
        _Reader(tex, own_environments).read()
    except _FaultError as error:
        return error.fault
    return None


def _is_plain(tex: str) -> bool:
    """Whether a formula is atoms, scripts and arguments alone, each in its place, as most are.

    Braces and commands whose content is plain count as one atom, from the inside out.
    """
    if _SPECIAL.search(tex):
        return False
    tex = _COMMAND.sub(_as_letter, tex)
    for _ in range(_DEEPEST):
        tex, parts = _PLAIN_PART.subn("1", tex)
        if not parts:
            break
    return _PLAIN.fullmatch(tex) is not None


def _as_letter(command: re.Match[str]) -> str:
    return "1\x01\x02"[_ARGUMENTS.get(command[1], 0)]


class _Reader:
    """One walk over a formula's tokens with the stack of what is open."""

    def __init__(self, tex: str, own_environments: bool) -> None:
        self._tex = tex
        self._own = own_environments
        self._open = [_Group("formula")]
        self._table = False  # a command whose braces hold a table has just stood

    def read(self) -> None:
        at = 0
        while found := _TOKEN.search(self._tex, at):
            at = self._token(found)
        last = self._open[-1]
        if last.kind != "formula":
            raise self._unclosed(last)
        self._end_group(len(self._tex))

    def _token(self, found: re.Match[str]) -> int:
        """Takes one token in; where the next one begins."""
        if found["name"] is not None:
            self._environment(found)
        elif found["word"]:
            return self._word(found["word"], found)
        elif found["mark"]:
            self._mark(found["mark"], found.start())
        elif found["symbol"] == "\\":
            self._open[-1].scripted.clear()
            self._open[-1].missing = max(0, self._open[-1].missing - 1)
        elif not found["comment"]:
            self._atom()
        return found.end()

    def _mark(self, mark: str, at: int) -> None:
        top = self._open[-1]
        if mark == "{":
            self._push(_Group("brace", "{", at, cells=self._table))
        elif mark == "}":
            if top.kind != "brace":
                raise self._unopened("}", at)
            self._pop(at)
        elif mark in "^_":
            self._script(mark, at)
        elif mark == "'":
            top.missing = max(0, top.missing - 1)
            if top.script:
                raise _FaultError(f'a prime follows "{top.script}" at once', "write x', or x^{'}", at)
            if "^" in top.scripted:
                raise _FaultError("a prime behind an exponent", "write x'^2, or {x^2}'", at)
        elif mark == "#":
            raise _FaultError('"#" stands in maths', r"write \#", at)
        else:
            self._end_group(at)
            if not top.cells:
                raise _FaultError('"&" stands outside a table', r"write \&, or use aligned or a matrix", at)
            top.scripted.clear()

    def _script(self, mark: str, at: int) -> None:
        top = self._open[-1]
        if top.script:
            raise _FaultError(f'"{mark}" follows "{top.script}" at once', "use braces to clarify", at)
        if mark in top.scripted:
            what = "subscripts" if mark == "_" else "exponents"
            raise _FaultError(f"two {what} on one symbol", f"use braces, as in a{mark}{{b{mark}c}}", at)
        top.scripted.add(mark)
        top.script = mark

    def _word(self, word: str, found: re.Match[str]) -> int:
        at, end = found.span()
        if word in ("left", "right", "middle"):
            delimiter = _DELIMITER.match(self._tex, end)
            if delimiter is None:
                raise _FaultError(rf"\{word} without a delimiter", rf"write \{word}. for none", at)
            self._fence(word, at)
            return delimiter.end()
        if word in ("begin", "end"):
            raise _FaultError(
                rf"\{word} without the name of an environment", rf"as in \{word}{{aligned}}", at
            )
        if word in _TEXTS:
            self._atom()
            return self._behind_text(end)
        if word in ("cr", "newline"):
            self._open[-1].scripted.clear()
        elif word == "hline" and not self._open[-1].cells:
            raise _FaultError(r"\hline stands outside a table", "use array", at)
        elif word not in _NO_ATOMS:
            self._atom()
            self._table = word in _TABLES
            if word in _ARGUMENTS:
                self._open[-1].command, self._open[-1].missing = word, _ARGUMENTS[word]
        return end

    def _fence(self, word: str, at: int) -> None:
        top = self._open[-1]
        if word == "left":
            self._push(_Group("left", r"\left", at))
        elif top.kind != "left":
            raise self._unopened(rf"\{word}", at)
        elif word == "right":
            self._pop(at)
        else:
            top.scripted.clear()

    def _environment(self, found: re.Match[str]) -> None:
        name, at = found["name"].strip(), found.start()
        if found[0].startswith("\\begin"):
            if name not in ENVIRONMENTS and not self._own:
                raise _FaultError(f'no environment "{name}"', _near_environment(name), at)
            self._push(_Group("environment", name, at, cells=name not in _ONE_CELL))
            return
        top = self._open[-1]
        if top.kind != "environment":
            raise self._unopened(rf"\end{{{name}}}", at)
        if top.name != name:
            reason = rf"\begin{{{top.name}}} ends with \end{{{name}}}"
            raise _FaultError(reason, rf"write \end{{{top.name}}}", at)
        self._pop(at)

    def _push(self, group: _Group) -> None:
        self._atom()
        self._open.append(group)

    def _pop(self, at: int) -> None:
        self._end_group(at)
        self._open.pop()

    def _atom(self) -> None:
        """Something that can be set: it takes a waiting script's or argument's place, or stands alone."""
        self._table = False
        top = self._open[-1]
        if top.script:
            top.script = ""
        else:
            top.scripted.clear()
        top.missing = max(0, top.missing - 1)

    def _end_group(self, at: int) -> None:
        top = self._open[-1]
        if top.script:
            raise _FaultError(f'nothing stands behind "{top.script}"', "use {} for nothing", at)
        if top.missing:
            raise _FaultError(rf"\{top.command} lacks an argument", "write it in braces", at)

    def _behind_text(self, at: int) -> int:
        r"""The end of a text's braces, whose inside is no maths; nested braces count."""
        opening = re.compile(r"\s*(?:\[[^\[\]]*\])?\s*\{").match(self._tex, at)
        if opening is None:
            return at
        depth = 1
        for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(self._tex, opening.end()):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if not depth:
                return found.end()
        raise _FaultError('"{" is never closed', 'add "}"', opening.end() - 1)

    def _unopened(self, closer: str, at: int) -> _FaultError:
        top = self._open[-1]
        if top.kind == "formula":
            opener = {"}": "{", "\\right": "\\left", "\\middle": "\\left"}.get(closer, "\\begin")
            return _FaultError(f"{closer} without {opener}", f"add {opener}, or take it away", at)
        return _FaultError(
            f"{closer} stands where {_closing(top)} is due", f"write {_closing(top)} first", at
        )

    def _unclosed(self, group: _Group) -> _FaultError:
        shown = group.name if group.kind != "environment" else rf"\begin{{{group.name}}}"
        return _FaultError(f"{shown} without {_closing(group)}", f"add {_closing(group)}", group.offset)


def _closing(group: _Group) -> str:
    if group.kind == "environment":
        return rf"\end{{{group.name}}}"
    return "}" if group.kind == "brace" else r"\right"


def _near_environment(name: str) -> str:
    return did_you_mean(name, ENVIRONMENTS, f"known are {', '.join(sorted(ENVIRONMENTS))}")
