r"""TeX → MathML while the page is parsed, for `math: mathml`: the one door to math-core, which is loaded
where it is used.

MathJax is more lenient than LaTeX, and notes were written for MathJax: what it takes and math-core
does not is rephrased first, line by line, so that a fault keeps its line.
"""

from __future__ import annotations

import re
from html import escape
from types import MappingProxyType

from generator.patterns import pattern
from generator.records import dataclass

# MathJax's commands that math-core does not know, by those that it does.
_MACROS = (
    ("mbox", r"\text{#1}"),
    ("pmb", r"\boldsymbol{#1}"),
    ("substack", r"\begin{gathered}#1\end{gathered}"),
)
_FAULT = pattern(r"(\d+): (.*)", re.DOTALL)
_DEFINITION = pattern(r"\\newcommand\*?\s*(?:\{\s*(\\[A-Za-z]+)\s*\}|(\\[A-Za-z]+))")
_NUMBERED = pattern(r"\\(begin|end)\{(align|equation|gather|multline|flalign|eqnarray)\}")
_ALIGNED_AT = pattern(r"\\begin\{alignat(?:ed)?\*?\}\s*\{\d+\}")
# Attributes that browsers take on every element and HTML checkers on few: as styles they pass both.
_STYLED = pattern(r"<(m(?!ath\b)\w+)([^>]*? (?:displaystyle|scriptlevel)=[^>]*)>")
_LEVEL = pattern(r' (displaystyle|scriptlevel)="(\w+)"')
_STYLE = pattern(r' style="([^"]*)"')
_MEANING = MappingProxyType({"true": "math-style:normal", "false": "math-style:compact"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a formula cannot be set, in lower case, and how many of its line breaks stand before that."""

    reason: str
    line: int


class Setter:
    """Sets the formulas of one page in their order: what one defines holds in those that follow."""

    def __init__(self) -> None:
        """A setter that knows MathJax's commands, and no definitions yet."""
        from math_core import LatexToMathML

        self._converter = LatexToMathML(
            macros=dict(_MACROS),
            annotation=True,
            allow_unreliable_rendering=True,
            global_group=True,
            fancy_error=False,
        )
        self._known: dict[tuple[str, bool], str | Fault] = {}

    def set(self, tex: str, display: bool) -> str | Fault:
        """The `<math>` element of a formula, with its TeX as an annotation; or what is wrong with it.

        A formula that is met again (in the contents, in an excerpt) is not set again.
        """
        key = (tex, display)
        if key not in self._known:
            self._known[key] = self._set(tex, display)
        return self._known[key]

    def _set(self, tex: str, display: bool) -> str | Fault:
        from math_core import LatexError

        said = _as_latex(tex, display)
        try:
            made = self._converter.convert_with_global_state(said, displaystyle=display)
        except LatexError as fault:
            return _fault(str(fault), said)
        # The annotation is what the author wrote, not what it was rephrased to.
        made = _STYLED.sub(_styled, made).replace('rem"', 'em"')
        start, mark, rest = made.rpartition('<annotation encoding="application/x-tex">')
        return (
            f"{start}{mark}{escape(tex, quote=False)}{rest[rest.index('</annotation>') :]}" if mark else made
        )


def _as_latex(tex: str, display: bool) -> str:
    """The formula as strict LaTeX: definitions may repeat, only what has a label or tag is numbered."""
    said = _DEFINITION.sub(_redefinition, tex)
    said = said.replace("{split}", "{aligned}")
    said = re.sub(r"\\begin\{eqnarray(\*?)\}", r"\\begin{array}{rcl}", said)
    said = re.sub(r"\\end\{eqnarray\*?\}", r"\\end{array}", said)
    said = re.sub(r"\\end\{alignat(ed)?\*?\}", r"\\end{aligned}", _ALIGNED_AT.sub(r"\\begin{aligned}", said))
    if not re.search(r"\\(?:tag|label)\b", said):
        return _NUMBERED.sub(r"\\\1{\2*}", said)
    if display and not _NUMBERED.search(said):
        return rf"\begin{{equation}}{said}\end{{equation}}"
    return said


def _redefinition(found: re.Match[str]) -> str:
    name = found[1] or found[2]
    return rf"\providecommand{{{name}}}{{}}\renewcommand{{{name}}}"


def _styled(found: re.Match[str]) -> str:
    name, attrs = found.groups()
    styles = [_MEANING.get(value, f"math-depth:{value}") for _, value in _LEVEL.findall(attrs)]
    styles += _STYLE.findall(attrs)
    return f'<{name} style="{";".join(styles)}"{_STYLE.sub("", _LEVEL.sub("", attrs))}>'


def _fault(message: str, said: str) -> Fault:
    found = _FAULT.fullmatch(message)
    position, reason = (int(found[1]), found[2]) if found else (0, message)
    return Fault(reason[:1].lower() + reason[1:].rstrip("."), said.count("\n", 0, position))
