"""Front matter: split off the text, read as YAML or TOML, joined with the defaults, every value checked.

The body keeps its line numbers: the front matter's lines are blanked, not cut.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Config, FrontMatter
from generator.patterns import pattern
from generator.problems import source as problems
from generator.records import dataclass
from generator.source.dates import Unreadable, read_date
from generator.yaml_reader import Mapping, Readings, read_mapping, slips, text_of

# fmt: off
KEYS = frozenset({
    "title", "layout", "date", "updated", "last_modified_at", "lastmod", "permalink", "categories",
    "category", "tags", "tag", "excerpt", "excerpt_separator", "math", "mathjax", "lang",
    "published", "draft", "toc", "slug", "redirect_from", "checks",
})
# What themes and plugins read: near some key of ours, yet no slip.
FOREIGN = frozenset({"path", "publisher", "rate", "tabs", "layouts", "langs", "titles", "drafts", "dates"})
# fmt: on
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FIRST_KEY = pattern(r"(title|layout|date|tags|categories|permalink)\s*:\s")
_KEY = pattern(r"\s*[\w-]+\s*[:：=]")


@dataclass(frozen=True, slots=True)
class Split:
    """A text taken apart: `block` is the front matter without its fences, from line `first_line`.

    `fence` is "---" or "+++", "" where there is no front matter; `body` keeps the line numbers.
    """

    block: str
    first_line: int
    fence: str
    body: str


def split(text: str, path: str) -> Checked[Split]:
    """The text's front matter and body."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    opening = lines[start].rstrip()
    if opening not in _FENCES:
        return Checked(_split_unopened(text, lines, start))
    at = Location(path, start + 1)
    closing = (i for i in range(start + 1, len(lines)) if lines[i].rstrip() in _FENCES[opening])
    end = next(closing, None)
    if end is None:
        # A note may begin with a rule; keys below it tell a front matter.
        meant = start + 1 < len(lines) and _KEY.match(lines[start + 1])
        found = (problems.unclosed_front_matter(opening, at),) if meant else ()
        return Checked(Split("", 1, "", text), found)
    if start and not _KEY.match(lines[start + 1]):
        return Checked(Split("", 1, "", text))
    late = (problems.late_front_matter(start + 1, at),) if start else ()
    return Checked(_cut(lines, start + 1, end, opening), late)


def read_front_matter(
    parts: Split, path: str, config: Config, scoped: tuple[tuple[str, object], ...] = ()
) -> Checked[FrontMatter]:
    """The front matter with the defaults of its scopes below it. Dates from elsewhere come later."""
    read = _read_block(parts, path)
    own = read.value
    found = _slips(own, config)
    values = dict(scoped) | own.values | {known: own.values[key] for key, known in found.items()}
    lines = own.lines | {known: own.lines[key] for key, known in found.items()}
    places = {key: Location(path, line) for key, line in lines.items()}
    readings = Readings(values, places, Location(path))
    unknown = _unknown(own, set(found), path)
    front = _front_matter(readings, values, lines, config)
    return Checked(front, (*read.diagnostics, *unknown, *readings.diagnostics))


# ---------------------------------------------------------------- splitting


def _split_unopened(text: str, lines: list[str], start: int) -> Split:
    """Hexo lets the opening fence be absent: keys from the first line to a line of hyphens."""
    if not _FIRST_KEY.match(lines[start]):
        return Split("", 1, "", text)
    end = next((i for i in range(start, len(lines)) if lines[i].rstrip() == "---"), None)
    if end is None or any(not line.strip() for line in lines[start:end]):
        return Split("", 1, "", text)
    return _cut(lines, start, end, "---")


def _cut(lines: list[str], first: int, end: int, fence: str) -> Split:
    body = "\n" * (end + 1) + "\n".join(lines[end + 1 :])
    return Split("\n".join(lines[first:end]) + "\n", first + 1, fence, body)


# ---------------------------------------------------------------- reading


def _read_block(parts: Split, path: str) -> Checked[Mapping]:
    if parts.fence == "+++":
        return _read_toml(parts.block, path, parts.first_line)
    return read_mapping(parts.block, path, parts.first_line) if parts.fence else Checked(Mapping())


def _read_toml(text: str, path: str, first_line: int) -> Checked[Mapping]:
    from generator.toml_reader import TomlError, read_toml

    lines = text.split("\n")
    try:
        values = read_toml(text)
    except TomlError as fault:
        where = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(fault))
        line = min(int(where[1]), len(lines)) if where and where[1] else len(lines)
        reason = str(fault)[: where.start()] if where else str(fault)
        at = Location(path, first_line + line - 1)
        return Checked(
            Mapping(), (problems.toml_syntax(lines[line - 1], reason[:1].lower() + reason[1:], at),)
        )
    keys = {
        key: next((i for i, line in enumerate(lines) if re.match(rf"\s*\[?{re.escape(key)}\b", line)), 0)
        for key in values
    }
    return Checked(
        Mapping(
            {key: _plain(value) for key, value in values.items()},
            {key: first_line + line for key, line in keys.items()},
        )
    )


def _plain(value: object) -> object:
    """A TOML value as YAML would give it: moments as text, lists as tuples."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case list():
            return tuple(_plain(item) for item in value)
        case dict():
            return {key: _plain(item) for key, item in value.items()}
    return value


# ---------------------------------------------------------------- slips


def _slips(own: Mapping, config: Config) -> dict[str, str]:
    """Keys a slip away from an absent known one whose value that one can use."""
    return {
        key: known
        for key, known in slips(own, KEYS, FOREIGN).items()
        if known not in own.values and not _unusable(known, own.values[key], config)
    }


def _unusable(known: str, value: object, config: Config) -> bool:
    if known in ("date", "updated"):
        return isinstance(read_date(text_of(value), config), Unreadable)
    return isinstance(value, dict) or (isinstance(value, tuple) and known not in _LISTS)


_LISTS = frozenset({"categories", "category", "tags", "tag", "redirect_from"})


def _unknown(own: Mapping, used: set[str], path: str) -> list[Diagnostic]:
    """A warning for each slip; lists and mappings under `data` and the like are somebody's own."""
    return [
        problems.unknown_key(key, known, key in used, Location(path, own.lines[key]))
        for key, known in slips(own, KEYS, FOREIGN).items()
        if key in used or not isinstance(own.values[key], dict | tuple)
    ]


# ---------------------------------------------------------------- checking


def _front_matter(
    read: Readings, values: dict[str, object], lines: dict[str, int], config: Config
) -> FrontMatter:
    return FrontMatter(
        title=read.text("title").strip(),
        layout=_layout(read, values),
        date=_date(read, "date", config),
        updated=next((d for key in _UPDATED if (d := _date(read, key, config))), None),
        permalink=read.text("permalink").strip(),
        categories=_merged(read.words("category", split=False), read.words("categories")),
        tags=_merged(read.words("tag", split=False), read.words("tags")),
        excerpt=read.text("excerpt").strip(),
        excerpt_separator=read.text("excerpt_separator"),
        math=_math(values),
        maths_by=_maths_by(values),
        lang=read.text("lang").strip(),
        published=read.flag("published") is not False,
        toc=read.flag("toc") is not False,
        slug=read.text("slug").strip(),
        redirect_from=read.words("redirect_from", split=False),
        extra=tuple(values.items()),
        lines=tuple(lines.items()),
    )


_UPDATED = ("updated", "last_modified_at", "lastmod")


def _layout(read: Readings, values: dict[str, object]) -> str:
    """The layout's name: "none" where the author asks for none, "" where he is silent."""
    if "layout" in values and values["layout"] in (None, False):
        return "none"
    return read.text("layout").strip()


def _math(values: dict[str, object]) -> bool | None:
    """Whether a single `$` opens maths: themes write true, false or an engine's name."""
    for key in ("math", "mathjax"):
        value = values.get(key)
        if value is not None:
            return text_of(value).strip().lower() not in ("false", "no", "off", "0", "none")
    return None


def _maths_by(values: dict[str, object]) -> str:
    """Which engine the page names for its formulas, "" for none."""
    named = text_of(values.get("math")).strip().lower()
    return named if named in ("mathjax", "mathml") else ""


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _date(read: Readings, key: str, config: Config) -> datetime | None:
    if not read.has(key) or not (text := read.text(key).strip()):
        return None
    found = read_date(text, config)
    if isinstance(found, datetime):
        return found
    # A wrong date moves the page; a wrong date of change is only not shown.
    report = problems.bad_date if key == "date" else problems.bad_updated
    read.diagnostics.append(report(text, found.why, read.at(key)))
    return None
