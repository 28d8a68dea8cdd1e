"""What Jekyll blogs make use of, and what becomes of it here: the tables that `notes doctor` reads from."""

from __future__ import annotations

import re
from enum import StrEnum

from generator.records import dataclass


class Outcome(StrEnum):
    """What becomes of something that works in Jekyll."""

    SAME = "as in Jekyll"
    DIFFERS = "differs"
    OURS = "ours instead"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Habit:
    """Something that notes hold: how it is recognised, what becomes of it, and why."""

    name: str
    pattern: re.Pattern[str]
    outcome: Outcome
    why: str


def _habit(name: str, pattern: str, outcome: Outcome, why: str) -> Habit:
    return Habit(name, re.compile(pattern, re.MULTILINE), outcome, why)


_HAN = "\u3400-\u9fff\u3001-\u301f\uff00-\uff60"
# Looked for where no code stands.
IN_NOTES = (
    _habit(
        "table of contents",
        r"^\s*\{:\s*toc\b",
        Outcome.SAME,
        "stands where `{:toc}` does, and beside the text",
    ),
    _habit("attribute lists", r"\{:(?!\s*toc\b)[ \t]*[.#\w]", Outcome.SAME, "on blocks, spans and headings"),
    _habit("footnotes", r"^\[\^[^\]\n]+\]:", Outcome.SAME, "with kramdown's ids"),
    _habit("definition lists", r"^:[ \t]+\S", Outcome.SAME, ""),
    _habit("abbreviations", r"^\*\[[^\]\n]+\]:", Outcome.SAME, ""),
    _habit(
        "tables", r"^\s*\|?[ :|-]*-[ :|-]*\|[ :|-]*$", Outcome.SAME, "GitHub's, and kramdown's without a head"
    ),
    _habit(
        "formulas, `$$`", r"\$\$", Outcome.DIFFERS, "the TeX is left as typed; kramdown rewrites parts of it"
    ),
    _habit(
        "formulas, single `$`",
        r"(?<![\\$\w])\$(?=[^\s$])[^$\n]*[\\_^{][^$\n]*\$",
        Outcome.DIFFERS,
        "kramdown reads Markdown in them; switch them off with `math: false`",
    ),
    _habit(
        "bold beside Chinese punctuation",
        rf"\*\*[\u3001-\u301f\uff00-\uff60“‘][^*\n]*\*\*[{_HAN}]|[{_HAN}]\*\*[^*\n]*[\u3001-\u301f\uff00-\uff60”’]\*\*[{_HAN}]",
        Outcome.DIFFERS,
        "it is bold here; kramdown leaves the asterisks",
    ),
    _habit(
        "line breaks within Chinese text",
        rf"[{_HAN}]\n[{_HAN}]",
        Outcome.DIFFERS,
        "the lines join without the gap that a browser would show",
    ),
    _habit(
        "straight quotes, `--`, `...`",
        r"(?<=\s)\"\w|\w\"(?=[\s,.])|\w(?:--|\.\.\.)",
        Outcome.DIFFERS,
        "stay as typed; kramdown makes typographic ones",
    ),
    _habit(
        "jumps written `](###Heading)`",
        r"\]\(#{2,}",
        Outcome.DIFFERS,
        "led to the heading's id, with a notice",
    ),
    _habit(
        "wiki links",
        r"(?<![\[!\\])\[\[[^\[\]\d\s:-][^\[\]\n]*\]\](?![(\[])",
        Outcome.DIFFERS,
        "lead to the page of that title",
    ),
    _habit(
        "alerts, `> [!NOTE]`",
        r"^[ \t>]*>[ \t]*\[![A-Za-z]+\]",
        Outcome.DIFFERS,
        "boxes with a title; Jekyll shows a quotation",
    ),
    _habit(
        "marked text, `==x==`",
        r"(?<![=A-Za-z0-9)\]])==(?=[^\s=])[^=\n]+(?<!\s)==(?![=A-Za-z0-9(\[])",
        Outcome.DIFFERS,
        "marked; Jekyll shows the signs",
    ),
    _habit(
        "HTML blocks",
        r"^<(?:div|table|center|p|details|figure|iframe|ul|section)\b",
        Outcome.SAME,
        "dead elements become their successors",
    ),
    _habit("scripts in notes", r"^<script\b", Outcome.SAME, "carried through; `safe: true` takes them out"),
)
# Looked for in the whole text.
IN_CODE = (
    _habit("fenced code", r"^[ \t>]*(?:```|~~~)", Outcome.SAME, "highlighted by Pygments instead of Rouge"),
    _habit(
        "`{% highlight %}`", r"\{%-?\s*highlight\b", Outcome.SAME, "highlighted by Pygments instead of Rouge"
    ),
    _habit(
        "Mermaid diagrams",
        r"^[ \t]*(?:```|~~~)[ \t]*\{?mermaid\b",
        Outcome.DIFFERS,
        "shown as readable code: nothing is drawn",
    ),
    _habit(
        "links by `post_url` or `link`",
        r"\{%-?\s*(?:post_url|link)\b",
        Outcome.SAME,
        "to nothing, they are an error",
    ),
    _habit(
        "includes",
        r"\{%-?\s*include(?:_relative|_cached)?\s",
        Outcome.SAME,
        "with literal parameters and their conditions",
    ),
)

PLUGINS = {
    "jekyll-feed": (Outcome.OURS, "Atom, RSS and JSON feeds are always made"),
    "jekyll-sitemap": (Outcome.OURS, "a sitemap is always made"),
    "jekyll-seo-tag": (Outcome.OURS, "every page carries its description, canonical address and card"),
    "jekyll-paginate": (Outcome.OURS, "`paginate` and `paginate_path` are heeded"),
    "jekyll-paginate-v2": (Outcome.OURS, "`paginate` and `paginate_path` are heeded"),
    "jekyll-archives": (Outcome.OURS, "tags, categories and years have their lists, at our addresses"),
    "jekyll-redirect-from": (Outcome.SAME, "each old address leads on"),
    "jekyll-gist": (Outcome.DIFFERS, "a gist becomes a link to it"),
    "jekyll-toc": (Outcome.OURS, "every longer note has its contents beside it"),
    "jekyll-mentions": (Outcome.LEFT_OUT, "`@name` stays text"),
    "jemoji": (Outcome.LEFT_OUT, "`:name:` stays text"),
    "jekyll-last-modified-at": (Outcome.DIFFERS, "only a date in the front matter is shown"),
    "jekyll-spaceship": (Outcome.DIFFERS, "its Markdown beyond kramdown's stays as typed"),
    "jekyll-relative-links": (Outcome.SAME, "links to `.md` files lead to their pages"),
    "jekyll-optional-front-matter": (Outcome.LEFT_OUT, "a page needs its front matter"),
    "jekyll-titles-from-headings": (Outcome.SAME, "a page without a title takes its first heading"),
    "kramdown-parser-gfm": (Outcome.SAME, "is how Markdown is read"),
}
