"""Pictures: `![alt](path with spaces.png)`, and those that have a source line to themselves.

Owns how a paragraph falls into text and standing pictures, and which line is an author's caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.patterns import pattern
from generator.records import dataclass, field

# A destination with spaces, which CommonMark refuses and kramdown takes.
_LOOSE = pattern(
    r"""!\[(?P<alt>[^\[\]\n]*)\]\([ \t]*
        (?P<path>[^\s<>()"][^<>()"\n]*?(?:\([^()\n]*\)[^<>()"\n]*?)*)
        (?:[ \t]+"(?P<title>[^"\n]*)")?[ \t]*\)""",
    re.VERBOSE,
)
_CAPTION = pattern(r"\s*(?:fig(?:ure)?|table|图|圖|表)\s*\.?\s*\d+", re.IGNORECASE)
_CENTERED = pattern(r"\s*<center>((?:(?!<center>).)*)</center>\s*$", re.DOTALL | re.IGNORECASE)
_CAPTION_BREAK = pattern(r"[ \t]{2,}\n|\n[ \t]*\n")
_RAW_IMAGE = pattern(r"<img\s", re.IGNORECASE)
_BREAKS = frozenset({"softbreak", "hardbreak", "joint"})


@dataclass(slots=True)
class Run:
    """A stretch of a paragraph: a standing picture with its caption's tokens, or text.

    `before` is the break in front of the run, `caption_break` the one in front of the caption.
    """

    picture: Token | None
    tokens: list[Token] = field(default_factory=list)
    before: Token | None = None
    caption_break: Token | None = None


def loose_image(state: StateInline, silent: bool) -> bool:
    """An image whose path holds spaces."""
    if state.src[state.pos] != "!":
        return False
    found = _LOOSE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["path"].strip(), "alt": ""}
        if found["title"]:
            token.attrs["title"] = found["title"]
        alt = Token("text", "", 0, content=found["alt"])
        token.children = [alt] if alt.content else None
    state.pos = found.end()
    return True


def is_picture(token: Token) -> bool:
    """Whether the token is an image, written in Markdown or as a tag."""
    return token.type == "image" or (token.type == "html_inline" and bool(_RAW_IMAGE.match(token.content)))


def runs(children: Sequence[Token]) -> list[Run]:
    """The paragraph as runs; a single run without a picture where none stands alone on its line."""
    found: list[Run] = []
    for before, line in _lines(children):
        picture = _standing(line)
        last = found[-1] if found else None
        if picture is not None:
            found.append(Run(picture, before=before))
        elif last is not None and last.picture is not None and not last.tokens and _is_caption(line):
            last.tokens, last.caption_break = line, before
        elif last is not None and last.picture is None:
            last.tokens += [before, *line] if before is not None else line
        else:
            found.append(Run(None, line, before))
    return found


def centred_caption(html: str) -> str | None:
    """The inner HTML of a block that is one `<center>` element, its line breaks made visible."""
    found = _CENTERED.match(html)
    return _CAPTION_BREAK.sub("<br />\n", found[1].strip()) if found else None


def _lines(children: Sequence[Token]) -> list[tuple[Token | None, list[Token]]]:
    """The source lines at the outer level of the paragraph, each with the break in front of it."""
    lines: list[tuple[Token | None, list[Token]]] = [(None, [])]
    depth = 0
    for token in children:
        depth += token.nesting
        if depth == 0 and token.type in _BREAKS:
            lines.append((token, []))
        else:
            lines[-1][1].append(token)
    return lines


def _standing(line: Sequence[Token]) -> Token | None:
    seen = [token for token in line if token.type != "text" or token.content.strip()]
    return seen[0] if len(seen) == 1 and is_picture(seen[0]) else None


def _is_caption(line: Sequence[Token]) -> bool:
    return bool(line) and line[0].type == "text" and bool(_CAPTION.match(line[0].content))
