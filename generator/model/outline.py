"""A page's headings and ids. All of a site's are known at once, so they are held in few objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.diagnostics import Location
from generator.records import dataclass, replace

_NEXT = "\0"
"""Parts texts and ids: none has it, for HTML has no such character."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `html` is its rendered inner text (no links, no ids), `text` its plain text."""

    level: int
    text: str
    anchor: str
    at: Location
    html: str
    in_toc: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a page and the ids of its body, each kind of text in one."""

    places: str = ""
    """Of each heading its level, `+` where the table of contents has it and `-` where not, its line."""
    texts: str = ""
    ids: str = ""
    htmls: str = ""
    """The inner text as HTML, nothing where it is the text."""
    all_ids: str = ""
    """The ids of the body in order, nothing where they are those of the headings."""

    @classmethod
    def of(cls, headings: Sequence[Heading], anchors: Iterable[str]) -> Outline:
        """The outline of these headings and of all ids of the body, in order."""
        ids, all_ids = _joined(h.anchor for h in headings), _joined(anchors)
        return cls(
            " ".join(f"{h.level}{'+' if h.in_toc else '-'}{h.at.line}" for h in headings),
            _joined(h.text for h in headings),
            ids,
            _joined("" if h.html == h.text else h.html for h in headings),
            "" if all_ids == ids else all_ids or _NEXT,
        )

    def headings_of(self, path: str) -> tuple[Heading, ...]:
        """The headings, of the file at `path`."""
        htmls = self.htmls.split(_NEXT)
        return tuple(
            Heading(
                int(place[0]), text, anchor, Location(path, int(place[2:])), html or text, place[1] == "+"
            )
            for place, (text, anchor), html in zip(self.places.split(), self.named, htmls, strict=False)
        )

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """(text, id) of each heading."""
        if not self.places:
            return ()
        return tuple(zip(self.texts.split(_NEXT), self.ids.split(_NEXT), strict=True))

    @property
    def lines(self) -> Iterator[tuple[str, int]]:
        """(id, line) of each heading."""
        both = zip(self.places.split(), self.ids.split(_NEXT), strict=False)
        return ((anchor, int(place[2:])) for place, anchor in both)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Every id of the body, in order."""
        if not self.all_ids:
            return tuple(self.ids.split(_NEXT)) if self.ids else ()
        return tuple(filter(None, self.all_ids.split(_NEXT)))

    def at_lines(self, lines: Sequence[int]) -> Outline:
        """The outline with the line that each of its lines is in truth."""

        def moved(place: str) -> str:
            line = int(place[2:])
            return f"{place[:2]}{lines[line - 1] if 0 < line <= len(lines) else line}"

        return replace(self, places=" ".join(map(moved, self.places.split())))


def _joined(texts: Iterable[str]) -> str:
    return _NEXT.join([text.replace(_NEXT, "\ufffd") for text in texts])
