"""Where Liquid's marks stand in a text: tags, outputs, shortcodes, blocks that are taken whole.

In a note, code spans, fences and formulas are found too, as what nothing within is read of. Knows
what the marks look like and not what they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BLOCKS = frozenset({"for", "if", "unless", "case", "capture", "tablerow"})
"""Control tags that run to an end tag of their own."""
CONTROL = BLOCKS | {
    "assign", "cycle", "increment", "decrement", "else", "elsif", "when", "break", "continue",
}  # fmt: skip
RAW_MARKS = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")

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
_ALONE = re.compile(_MARKS, re.X | re.M)
# In Jekyll a `raw` may enclose a fence, so marks are tried first at each place.
_IN_NOTE = re.compile(f"{_MARKS}|{_OPAQUE}", re.X | re.M)
_HTML_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>|\s+", re.DOTALL | re.IGNORECASE)
_LITTLE = 120
"""Less than this (`_weight`) is a frame around a program, not a text."""


def marks(text: str, note: bool) -> list[re.Match[str]]:
    """The marks of a text in order; in a `note` (Markdown), code and formulas among them."""
    return list((_IN_NOTE if note else _ALONE).finditer(text))


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
