"""Every formula of a page with its place, and what is wrong in it: false sums, broken TeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from generator.diagnostics import Diagnostic, Location
from generator.markdown.equations import FalseEquation, false_equations, is_of_another_kind
from generator.markdown.reading import first_line
from generator.markdown.tex_faults import TexFault, tex_fault
from generator.problems import markdown as problems
from generator.records import dataclass

_KINDS = frozenset({"math_inline", "math_display"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula's TeX, and the line of the file on which it begins."""

    tex: str
    line: int
    around: str = ""
    """The text that it stands in, which may say that sums are not those of plain numbers."""

    def at(self, path: str, offset: int) -> Location:
        """The place of a character of the TeX."""
        return Location(path, self.line + self.tex.count("\n", 0, offset))


def formulas(tokens: Iterable[Token]) -> Iterator[Formula]:
    """The formulas among block tokens and the text within them, in order."""
    for token in tokens:
        if token.type == "math_block":
            yield Formula(token.content, first_line(token) + token.meta["skipped"])
        elif token.type == "fence" and token.info.strip() == "math":
            lead = len(token.content) - len(token.content.lstrip())
            yield Formula(token.content.strip(), first_line(token) + 1 + token.content.count("\n", 0, lead))
        for child in token.children or ():
            if child.type in _KINDS:
                yield Formula(child.content, first_line(token) + child.meta["line"], token.content)


def texts(tokens: Iterable[Token]) -> frozenset[str]:
    """The TeX of all formulas, each once: a page's formulas come again and again."""
    found: set[str] = set()
    for token in tokens:
        if token.children:
            found.update([child.content for child in token.children if child.type in _KINDS])
        elif token.type == "math_block":
            found.add(token.content)
        elif token.type == "fence" and token.info.strip() == "math":
            found.add(token.content.strip())
    return frozenset(found)


def faults(
    tokens: Iterable[Token], texts: frozenset[str], path: str, unchecked: Iterable[str]
) -> Iterator[Diagnostic]:
    """A warning for each false equation, and for the first thing in a formula that cannot be set.

    `texts` are those of the tokens' formulas; `unchecked` are the codes of warnings that are not wanted.
    """
    own_environments = any("environment" in tex for tex in texts)
    judged = {tex: _judged(tex, own_environments) for tex in texts}
    if not any(sums or broken for sums, broken in judged.values()):
        return
    unwanted = frozenset(unchecked)
    for formula in formulas(tokens):
        sums, broken = judged[formula.tex]
        for fault in (*_false(formula, path, sums), *_broken(formula, path, broken)):
            if fault.code not in unwanted:
                yield fault


@lru_cache(maxsize=2048)
def _judged(tex: str, own_environments: bool) -> tuple[tuple[FalseEquation, ...], TexFault | None]:
    """What is wrong in a formula, kept, since the notes of a blog share their short ones."""
    return false_equations(tex), tex_fault(tex, own_environments)


def _false(formula: Formula, path: str, found: Sequence[FalseEquation]) -> Iterator[Diagnostic]:
    if found and not is_of_another_kind(formula.around):
        for each in found:
            at = formula.at(path, each.offset)
            yield problems.false_arithmetic(each.computation, each.value, each.claim, at)


def _broken(formula: Formula, path: str, fault: TexFault | None) -> Iterator[Diagnostic]:
    if fault is not None:
        yield problems.broken_maths(fault.reason, fault.help, formula.at(path, fault.offset))
