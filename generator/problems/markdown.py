"""What can be wrong in a note's Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from generator.diagnostics import Diagnostic, Location
from generator.model import Heading
from generator.problems.wording import error as fault
from generator.problems.wording import notice, shown, warning
from generator.records import replace

_NAMED = 3
"""Headings that a help names at most."""


def repaired_jump(href: str, anchor: str, at: Location) -> Diagnostic:
    """A jump that named a heading in its own way and was led to its id."""
    return notice(
        "repaired-jump", f'the jump "{href}" was led to "#{anchor}"', at, f"write (#{anchor}) to be exact"
    )


def unknown_jump(wanted: str, near: Heading | None, headings: Sequence[Heading], at: Location) -> Diagnostic:
    """A jump within the page to a heading that is not there."""
    help = f'did you mean "{shown(near.text)}" (line {near.at.line})?' if near else _can_lead_to(headings)
    told = warning("unknown-jump", f'no heading "{wanted}" on this page', at, help)
    return replace(told, href=f"#{wanted}")


def _can_lead_to(headings: Sequence[Heading]) -> str:
    first = islice((heading for heading in headings if heading.anchor), _NAMED)
    some = ", ".join(f'"{shown(heading.text, 30)}" (line {heading.at.line})' for heading in first)
    more = " and others" if some and len(headings) > _NAMED else ""
    there = f"the page has the headings {some}{more}" if some else "the page has no headings"
    return f"{there}; what is no heading is given an id with {{:#name}} on the line after it"


def false_arithmetic(computation: str, value: str, claim: str, at: Location) -> Diagnostic:
    """An equation between plain numbers that is not true."""
    message = f"{_one_line(computation)} is {value}, found {_one_line(claim)}"
    return warning("false-arithmetic", message, at, r"where it is meant to be unequal, write \ne")


def broken_maths(reason: str, help: str, at: Location) -> Diagnostic:
    """A formula that MathJax shows as an error in place of the maths."""
    return warning("broken-maths", f"this formula cannot be set: {reason}", at, help)


def bad_formula(tex: str, reason: str, at: Location) -> Diagnostic:
    """A formula that cannot be set as MathML."""
    help = "mend the formula, or let MathJax set this page: math: mathjax"
    formula = shown(" ".join(tex.split()), 41)
    return warning("bad-formula", f'the formula "{formula}" is shown as TeX: {reason}', at, help)


def table_too_large(rows: int, columns: int, most: int, at: Location) -> Diagnostic:
    """A table of more cells than a page can hold, shown as it is typed."""
    message = f"the table has {rows:,} rows of {columns:,} cells, expected at most {most:,} cells in all"
    return warning("table-too-large", message, at, "split the table, or offer it as a file to download")


def note_too_long(found: int, what: str, most: int, at: Location) -> Diagnostic:
    """A note of more lines, or more marks of Markdown, than one page can hold."""
    message = f"the note has {found:,} {what}, expected at most {most:,}"
    return fault("note-too-long", message, at, "split the note, or offer the text as a file to download")


def unsafe_html(names: Iterable[str], at: Location) -> Diagnostic:
    """Raw HTML that `safe: true` takes out of a note."""
    message = f"taken out, as the site is built with `safe: true`: {', '.join(names)}"
    return warning("unsafe-html", message, at, "say it in Markdown, or delete it")


def unsafe_address(address: str, at: Location) -> Diagnostic:
    """An address that `safe: true` does not let a note lead to."""
    left_out = f'the address "{_one_line(shown(address, 61))}" is left out'
    return warning("unsafe-address", f"{left_out}, expected http, https, mailto, tel or a path", at)


def role_in_heading(role: str, expression: str, at: Location) -> Diagnostic:
    """A computed number in a heading, whose id would change with it."""
    return fault(
        "role-in-heading",
        f"the heading holds {{{role}}}`{expression}`, whose number would change the heading's id",
        at,
        "move the number into the text below",
    )


def _one_line(tex: str) -> str:
    return " ".join(tex.split())
