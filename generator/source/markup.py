"""Where Liquid's marks stand in a text: tags, outputs, shortcodes, blocks that are taken whole.

In a note, code spans, fences and formulas are found too, as what nothing within is read of. Knows
what the marks look like and not what they do.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from generator.patterns import pattern

BLOCKS = frozenset({"for", "if", "unless", "case", "capture", "tablerow"})
"""Control tags that run to an end tag of their own."""
CONTROL = BLOCKS | {
    "assign", "cycle", "increment", "decrement", "else", "elsif", "when", "break", "continue",
}  # fmt: skip
RAW_MARKS = pattern(r"\{%-?\s*(?:end)?raw\s*-?%\}")

_NO_TAG = r"(?!\{%|\{\{-?\s*(?:site|page|include)\.|\{\{-?\s*[\"'])"
_OPAQUE = rf"""
    (?P<fence>
        ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<mark>`{{3,}}(?=[^`\n]*\n)|~{{3,}})[^\n]*\n
        (?s:.*?)(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)
    )
  | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:[^\n]|\n(?!\s*\n))+?(?<!`)(?P=ticks)(?!`))
  | (?P<maths>
        \$\$(?:{_NO_TAG}(?s:.))+?\$\$
      | \$(?![\s$])(?:{_NO_TAG}(?:[^$\n\\]|\\.|\n(?!\s*\n)))+?(?<!\s)\$(?!\d)
      | \\begin\{{(?P<env>[a-z]+\*?)\}}(?:{_NO_TAG}(?s:.))+?\\end\{{(?P=env)\}}
      | \\\\\((?:{_NO_TAG}(?s:.))+?\\\\\) | \\\\\[(?:{_NO_TAG}(?s:.))+?\\\\\]
    )
  | (?P<escape>\\[`$])
"""
_MARKS = r"""
    (?P<raw>\{%-?\s*raw\s*-?%\}(?P<raw_text>(?s:.*?))\{%-?\s*endraw\s*-?%\})
  | (?P<comment>\{%-?\s*comment\s*-?%\}(?s:.*?)\{%-?\s*endcomment\s*-?%\})
  | (?P<highlight>\{%-?\s*(?P<block>highlight|codeblock)\b(?P<language>[^%]*?)-?%\}
        (?P<highlighted>(?s:.*?))\{%-?\s*end(?P=block)\s*-?%\})
  | (?P<shortcode>\{\{[<%]\s*(?P<short_name>/?\w+)(?P<short_rest>(?s:.*?))[%>]\}\})
  | (?P<output>\{\{-?(?P<expression>(?:[^{}\n"']|"[^"\n]*"|'[^'\n]*')*?)-?\}\})
  | (?P<tag>\{%-?\s*(?P<name>\w+)\b(?P<rest>(?s:.*?))-?%\})
"""
_ALONE = pattern(_MARKS, re.X | re.M)
# In Jekyll a `raw` may enclose a fence, so marks are tried first at each place.
_IN_NOTE = f"{_MARKS}|{_OPAQUE}"
_PLACE = pattern(r"(?=\{[{%])|^(?=[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:`{3}|~{3}))|(?=[`$\\])", re.MULTILINE)
"""Wherever a mark may start."""
_STOP = r"\{%|\{\{-?\s*(?:site|page|include)\.|\{\{-?\s*[\"']"
_ENVIRONMENT_END = pattern(r"\\end\{[a-z]+\*?\}")
_PAIRED = pattern(r"\{%-?\s*(raw|comment|highlight|codeblock)\b")
_FORMULA = pattern(r"\$\$|\\begin\{[a-z]+\*?\}|\\\\[(\[]")
_HTML_TAG = pattern(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>|\s+", re.DOTALL | re.IGNORECASE)
_LITTLE = 120
"""Less than this (`_weight`) is a frame around a program, not a text."""


def marks(text: str, note: bool) -> list[re.Match[str]]:
    """The marks of a text in order; in a `note` (Markdown), code and formulas among them."""
    ends = _Ends(text)
    found: list[re.Match[str]] = []
    done = 0
    for place in _PLACE.finditer(text):
        start = place.start()
        if start >= done and (note or text[start] == "{"):
            mark = _pattern(note, ends.missing(start)).match(text, start)
            if mark is not None:
                found.append(mark)
                done = mark.end()
    return found


class _Ends:
    """Where a text's marks can end: one that cannot is not begun, so that nothing is read to the end
    of the text time and again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        self._environments: dict[str, list[int]] = {}
        for end in _ENVIRONMENT_END.finditer(text):
            self._environments.setdefault(end[0], []).append(end.start())

    def missing(self, start: int) -> frozenset[str]:
        """The kinds of mark (groups of the pattern) that might start here, but cannot end."""
        if self._text[start] == "{":
            kinds = {"tag": "%\\}", "shortcode": r"[%>]\}\}"}
            if paired := _PAIRED.match(self._text, start):
                group = "highlight" if paired[1] == "codeblock" else paired[1]
                kinds[group] = rf"\{{%-?\s*end{paired[1]}\s*-?%\}}"
            return frozenset(kind for kind, end in kinds.items() if self._next(end, start + 2) < 0)
        opening = _FORMULA.match(self._text, start)
        if opening is None:
            return frozenset()
        end = self._next(_closing(opening[0]), opening.end() + 1)
        stop = self._next(_STOP, opening.end())
        return frozenset() if end >= 0 and (stop < 0 or end <= stop) else frozenset({"maths"})

    def _next(self, end: str, position: int) -> int:
        """Where the pattern `end` (or a literal `\\end{…}`) is found next, or -1."""
        places = self._environments.get(end, []) if _ENVIRONMENT_END.match(end) else self._places.get(end)
        if places is None:
            places = [found.start() for found in re.finditer(f"(?={end})", self._text)]
            self._places[end] = places
        index = bisect_left(places, position)
        return places[index] if index < len(places) else -1


def _closing(opening: str) -> str:
    """How the formula that begins so ends, as a pattern; an environment as its last words."""
    if opening.startswith("\\begin"):
        return opening.replace("begin", "end")
    return re.escape({"$$": "$$", r"\\(": r"\\)", r"\\[": r"\\]"}[opening])


@functools.cache
def _pattern(note: bool, without: frozenset[str]) -> re.Pattern[str]:
    """All kinds of mark, but for some that never match."""
    pattern = _IN_NOTE if note else _MARKS
    for kind in without:
        pattern = pattern.replace(f"(?P<{kind}>", f"(?P<{kind}>(?!)")
    return re.compile(pattern, re.X | re.M)


def tag_name(mark: re.Match[str]) -> str:
    """The name of the tag that a mark is, "" for any other mark."""
    return mark["name"] if mark["tag"] else ""


def block_ends(found: Sequence[re.Match[str]]) -> dict[int, int]:
    """Index of a control block's first tag → index of its end tag, for each block that is closed."""
    ends: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for index, mark in enumerate(found):
        name = tag_name(mark)
        if name in BLOCKS:
            opened.append((name, index))
        elif name.startswith("end") and any(name == f"end{other}" for other, _ in opened):
            while opened[-1][0] != name.removeprefix("end"):
                opened.pop()
            ends[opened.pop()[1]] = index
    return ends


def branches(block: Sequence[re.Match[str]]) -> list[tuple[str, str]]:
    """(condition, text) of each branch of an `if` or `unless`, from its first tag to its end tag; the
    condition of `else` is ""."""
    found: list[tuple[str, str]] = []
    depth = 0
    condition, start = block[0]["rest"].strip(), block[0].end()
    for mark in block[1:]:
        name = tag_name(mark)
        if mark is block[-1] or (not depth and name in ("else", "elsif")):
            found.append((condition, mark.string[start : mark.start()]))
            condition, start = mark["rest"].strip(), mark.end()
        depth += (name in BLOCKS) - (name.startswith("end") and name.removeprefix("end") in BLOCKS)
    return found


def has_control(found: Iterable[re.Match[str]]) -> bool:
    """Whether control tags are among the marks."""
    return any(tag_name(mark) in CONTROL for mark in found)


def is_program(text: str, note: bool) -> bool:
    """Whether a text is a Liquid program rather than something to read.

    It holds control tags, and little stands outside of their blocks.
    """
    if "{%" not in text:
        return False
    found = marks(text, note)
    if not has_control(found):
        return False
    ends = block_ends(found)
    outside, done = "", 0
    for index, end in sorted(ends.items()):
        if found[index].start() >= done:
            outside += text[done : found[index].start()]
            done = found[end].end()
    return _weight(outside + text[done:]) < _LITTLE


def _weight(text: str) -> int:
    """How much a reader would have of it: characters without spaces, a Han character as a short word."""
    seen = _HTML_TAG.sub("", _ALONE.sub("", text))
    return len(seen) + 2 * sum("\u3400" <= character <= "\u9fff" for character in seen)
