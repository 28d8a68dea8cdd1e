"""Permalinks: at which URL a note stands, by Jekyll's styles and placeholders, and which file that is.

URLs are site-absolute and unescaped: Chinese titles stay as they are. Knows one note at a time;
two notes at one URL are `resolve`'s to find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from generator import addresses
from generator.diagnostics import Checked, Location
from generator.model import Config, FrontMatter, Kind, SourceFile
from generator.patterns import pattern
from generator.problems import source as problems
from generator.source.dates import split_name

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
MARKDOWN = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")
# The names must not follow the machine's locale, as strftime's do.
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_BY_DATE: dict[str, Callable[[datetime], str]] = {
    "year": lambda d: f"{d.year:04}",
    "short_year": lambda d: f"{d.year % 100:02}",
    "month": lambda d: f"{d.month:02}",
    "i_month": lambda d: str(d.month),
    "short_month": lambda d: _MONTHS[d.month - 1][:3],
    "long_month": lambda d: _MONTHS[d.month - 1],
    "day": lambda d: f"{d.day:02}",
    "i_day": lambda d: str(d.day),
    "y_day": lambda d: f"{d.timetuple().tm_yday:03}",
    "short_day": lambda d: _DAYS[d.weekday()][:3],
    "long_day": lambda d: _DAYS[d.weekday()],
    "week": lambda d: f"{d.isocalendar().week:02}",
    "w_year": lambda d: f"{d.isocalendar().year:04}",
    "w_day": lambda d: str(d.isoweekday()),
    "hour": lambda d: f"{d.hour:02}",
    "minute": lambda d: f"{d.minute:02}",
    "second": lambda d: f"{d.second:02}",
}
_BY_NAME = (
    "title", "slug", "name", "basename", "path", "collection", "categories", "slugified_categories",
    "output_ext",
)  # fmt: skip
PLACEHOLDERS = (*_BY_DATE, *_BY_NAME)
_PLACEHOLDER = pattern(r":([a-z_]+)")
_BY_DATE_ALONE = pattern(rf":(?:{'|'.join(_BY_DATE)})(?![a-z])[-_.]?")
# "/v1.2" ends in no extension.
_EXTENSION = pattern(r"\.[a-z][a-z0-9]{1,4}")
_PACKED = len(".br")
"""What a name grows by where files are packed beforehand."""


def url_of(source: SourceFile, front: FrontMatter, config: Config) -> Checked[str]:
    """The note's URL, with a leading slash. An error's URL is the note's own path, to go on with."""
    template = front.permalink or _template(source, config)
    at = Location(source.path, front.line("permalink"))
    filled = _fill(_undated(template) if front.date is None else template, source, front, at)
    if filled.diagnostics:
        return Checked(_fallback(source), filled.diagnostics)
    url = unquote(filled.value) if "%" in filled.value else filled.value
    return _tidy(url, source, at, _PACKED if config.precompress else 0)


def output_of(url: str, extension: str = ".html") -> str:
    """The file that holds a URL: "/a/" → "a/index.html", "/a" and "/a.html" → "a.html".

    `extension` is the note's (`output_extension`): a Markdown note at "/v1.2" is "v1.2.html".
    """
    path = url.removeprefix("/")
    if not path or path.endswith("/"):
        return f"{path}index{extension}"
    return path if path.lower().endswith(extension) else path + extension


def output_extension(path: str, permalink: str = "") -> str:
    """The extension a source file's page gets: the one its own permalink ends in ("/a.php"), else ".html"
    for notes, else the file's."""
    asked = extension_of(permalink)
    if _EXTENSION.fullmatch(asked):
        return asked
    extension = extension_of(path)
    return ".html" if extension in (*MARKDOWN, ".html", ".htm", "") else extension


def extension_of(path: str) -> str:
    """A file name's extension in lower case, with its dot; "" for none."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def slugify(text: str, keep: str = "", cased: bool = False) -> str:
    """A text as Jekyll's slug: runs of what is no letter, mark, digit or of `keep` become a hyphen."""
    kept = "".join(c if c in keep or _belongs(c) else "\0" for c in text)
    slug = re.sub("\0+", "-", kept).removeprefix("-").removesuffix("-")
    return slug if cased else slug.lower()


# ---------------------------------------------------------------- templates


def _template(source: SourceFile, config: Config) -> str:
    """The permalink template of a note that names none itself."""
    if source.kind is Kind.POST:
        own = next((c.permalink for c in config.collections if c.name == "posts"), "")
        permalink = own or config.permalink or "date"
        return STYLES.get(permalink, permalink)
    if source.collection:
        own = next((c.permalink for c in config.collections if c.name == source.collection), "")
        return STYLES.get(own, own) or "/:collection/:path" + _suffix(config.permalink)
    if output_extension(source.path) != ".html":
        return "/:path:output_ext"
    if _stem(source.path) == "index":
        return "/" + source.path.rpartition("/")[0] + "/"
    return "/:path" + _suffix(config.permalink)


def _suffix(permalink: str) -> str:
    """How the site's style ends the URLs of what is no post."""
    if permalink == "pretty" or permalink.endswith("/"):
        return "/"
    return ":output_ext" if permalink in STYLES or permalink.endswith(":output_ext") else ""


def _undated(template: str) -> str:
    """The template without what needs a date: `/:year/:month-:title/` is `/:title/`."""
    if not _BY_DATE_ALONE.search(template):
        return template
    kept = []
    for segment in template.split("/"):
        bare = _BY_DATE_ALONE.sub("", segment)
        if bare == segment or ":" in bare.replace(":output_ext", ""):
            kept.append(bare)
    return "/".join(kept) if any(":" in part for part in kept) else "/:title:output_ext"


def _fill(template: str, source: SourceFile, front: FrontMatter, at: Location) -> Checked[str]:
    unknown: list[str] = []

    def value(found: re.Match[str]) -> str:
        # `/:month_:day` has an underscore that is no part of the name.
        name = next((n for n in (found[1], found[1].removesuffix("_")) if n in PLACEHOLDERS), None)
        if name is None:
            unknown.append(found[1])
            return ""
        return _value(name, source, front) + found[1][len(name) :]

    filled = _PLACEHOLDER.sub(value, template)
    found = tuple(problems.unknown_placeholder(name, template, PLACEHOLDERS, at) for name in unknown)
    return Checked(filled, found)


def _value(name: str, source: SourceFile, front: FrontMatter) -> str:
    if name in _BY_DATE:
        return _BY_DATE[name](front.date) if front.date else ""
    slug = front.slug or split_name(_stem(source.path))[1].rstrip(".")
    match name:
        case "title":
            return slugify(slug, keep="._~!$&'()+,;=@", cased=True)
        case "slug":
            return slugify(slug)
        case "name":
            return slugify(_stem(source.path))
        case "basename":
            return _stem(source.path)
        case "path":
            return _path_within(source)
        case "collection":
            return source.collection or "posts"
        case "categories":
            return "/".join(dict.fromkeys(category.lower() for category in front.categories))
        case "slugified_categories":
            return "/".join(dict.fromkeys(slugify(category) for category in front.categories))
        case _:
            return output_extension(source.path)


# ---------------------------------------------------------------- what a URL may be


def _tidy(url: str, source: SourceFile, at: Location, spare: int) -> Checked[str]:
    """The URL with one slash where there were several, refused where no file could bear it."""
    segments = [s for s in url.replace("\\", "/").split("/") if s not in ("", ".")]
    tidy = "/" + "/".join(segments) + ("/" if segments and url.endswith("/") else "")
    if ".." in segments:
        return Checked(_fallback(source), (problems.permalink_outside(url, at),))
    is_address = re.match(r"/?[A-Za-z][A-Za-z+.-]+://", url)
    why = "is an address, expected a path on this site" if is_address else ""
    why = why or addresses.unfit(output_of(tidy, output_extension(source.path)), spare)
    shown = url if is_address else tidy
    return Checked(_fallback(source), (problems.bad_permalink(shown, why, at),)) if why else Checked(tidy)


def _fallback(source: SourceFile) -> str:
    return "/" + source.path.removesuffix(extension_of(source.path)) + output_extension(source.path)


def _belongs(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"


def _path_within(source: SourceFile) -> str:
    """The path without extension, and without the folder that makes a file a post or a document."""
    path = source.path.removesuffix(extension_of(source.path))
    if source.kind is Kind.PAGE and not source.collection:
        return path
    folder = "_drafts" if source.draft else f"_{source.collection or 'posts'}"
    return "/".join(part for part in path.split("/") if part != folder)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(extension_of(path))
