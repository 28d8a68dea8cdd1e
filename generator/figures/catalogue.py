"""The page of every kind of figure: what it draws, its parameters, and the figure itself.

`python -m generator.figures.catalogue > docs/figures.md` writes it; a test holds the two together. The
fences are drawn where the page is built (`make gallery`), and read as examples where it is not.
"""

from __future__ import annotations

import inspect
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields

from generator.figures.registry import KINDS, Kind
from generator.records import dataclass

_OPENING = """\
# Figures

Each kind of figure with its parameters at their defaults. A fence asks for one, a parameter a line;
`imgs.toml` puts one at an image's path (`figure = "grouped"`, parameters below it); on the command line
`notes figure grouped --param groups=4 -o grouped.svg` draws one alone. A value that no convolution can
have, or that leaves a text unreadable, is an error at its line. A line without `:key:` is the caption,
`:alt:` an alternative text of your own. A figure speaks the language of its page, Chinese or else English;
`:lang: en` (in `imgs.toml` `lang = "en"`) sets another. An image of `imgs.toml` that a page in the other
language names is drawn for it again, under `imgs/x.en.png`.

This page is generated from the kinds themselves; `make gallery` draws it.
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a kind: its key as notes write it, its type and its default."""

    key: str
    type: str
    default: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of figure: what it draws, what its parameters mean, and each of them."""

    kind: str
    draws: str
    means: str
    parameters: tuple[Parameter, ...]


def entries() -> tuple[Entry, ...]:
    """Every kind, by name."""
    return tuple(_entry(kind, known) for kind, known in sorted(KINDS.items()))


def catalogue() -> str:
    """The page as Markdown."""
    return "\n".join((_OPENING, *("\n".join(_section(entry)) for entry in entries())))


def as_text() -> str:
    """The kinds for a terminal: each with its parameters and their defaults."""
    return "\n".join(line for entry in entries() for line in _lines(entry))


def _entry(kind: str, known: Kind) -> Entry:
    parameters = tuple(
        Parameter(field.name.replace("_", "-"), str(field.type), str(field.default))
        for field in fields(known.params)
    )
    return Entry(kind, _said(known.draw), _said(known.params), parameters)


def _said(about: object) -> str:
    """A docstring's first paragraph as one line."""
    paragraph = (inspect.getdoc(about) or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {entry.kind}\n\n{entry.draws}\n\n{entry.means}\n"
    yield "| parameter | type | default |\n|---|---|---|"
    yield from (f"| `{p.key}` | {p.type} | {p.default or '–'} |" for p in entry.parameters)
    given = "".join(f":{p.key}: {p.default}\n" for p in entry.parameters if p.default)
    yield f"\n```{{figure}} {entry.kind}\n{given}```\n"


def _lines(entry: Entry) -> Iterator[str]:
    given = " ".join(f"{p.key}={shlex.quote(p.default)}" for p in entry.parameters)
    yield f"{entry.kind}  {given}"
    yield f"    {entry.draws}"


if __name__ == "__main__":
    sys.stdout.write(catalogue())
