"""Addresses: how site paths, URLs and hrefs turn into one another. Pure text, no site, no disk.

Three forms, never mixed: an *output* is a file of the site ("a/index.html"), a *URL* is
site-absolute and unescaped ("/a/"), an *href* is what HTML holds, percent-encoded and relative.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import unquote

from generator.patterns import pattern
from generator.records import dataclass

_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
# RFC 3986 leaves these alone in a path; Chinese stays readable in the source, so it is encoded
# here and nowhere else.
_UNSAFE_IN_PATH = pattern(r"[^A-Za-z0-9/:@!$&'()*+,;=~._-]+")
_UNSAFE_IN_FRAGMENT = pattern(r"[^A-Za-z0-9/:@!$&'()*+,;=~._?-]+")
# Control characters, and halves of surrogate pairs: what is no text, or no name of a file.
_NO_TEXT = pattern(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_MOST_IN_NAME, _MOST_IN_PATH, _MOST_IN_SLUG = 255, 3000, 200
"""Bytes: what file systems allow, the whole path with room for the folders above the site."""

_REMEMBERED = 4096

OWN_LISTS = ("index.html", "archive/index.html", "tags/index.html", "categories/index.html", "404.html")
"""The outputs that the generator makes of its own accord for any site."""
ROWS = 500
"""Posts on one page of the archive or of a tag: a longer list goes on at further pages."""
OWN_FEEDS = ("feed.xml", "rss.xml", "feed.json", "sitemap.xml", "robots.txt")
"""Those it makes for a site that says where it stands."""
OWN = frozenset((*OWN_LISTS, *OWN_FEEDS))

# What authors call the pages that a theme's templates fill with lists, and which of ours says the same.
_CALLED = (
    ("archive/index.html", "archive archives timeline blog posts articles post all-posts"),
    ("tags/index.html", "tags tag labels"),
    ("categories/index.html", "categories category"),
    ("404.html", "404"),
    ("index.html", "index home"),
)
_COUNTERPARTS = {name: output for output, names in _CALLED for name in names.split()}
_FEEDS_CALLED = {"atom.xml": "feed.xml", "feed.xml": "feed.xml", "index.xml": "rss.xml", "rss.xml": "rss.xml"}


@dataclass(frozen=True, slots=True)
class Href:
    """An href taken apart: `path` and `fragment` are percent-decoded, `query` keeps its "?"."""

    path: str
    query: str
    fragment: str | None


def is_external(href: str) -> bool:
    """Whether an href leaves the site: it names a scheme or a host."""
    return href.startswith("//") or _SCHEME.match(href) is not None


def split(href: str) -> Href:
    """An internal href's path, query and fragment (None where there is no "#")."""
    before, hash_sign, fragment = href.partition("#")
    path, question, query = before.partition("?")
    return Href(unquote(path), question + query, unquote(fragment) if hash_sign else None)


@lru_cache(maxsize=_REMEMBERED)
def output_of(url: str) -> str:
    """The file that a URL names: "/a/" → "a/index.html", "/a" → "a.html", "/a.xml" → "a.xml"."""
    path = url.lstrip("/")
    if not path or path.endswith("/"):
        return path + "index.html"
    return path if posixpath.splitext(path)[1] else path + ".html"


def unfit(path: str, spare: int = 0) -> str:
    """Why no file of the site can have a path, "" where one can. `spare` bytes are left for an ending."""
    parts = path.split("/")
    if _NO_TEXT.search(path):
        return "holds a control character"
    if ".." in parts:
        return "leads out of the site"
    if any(len(part.encode()) + spare > _MOST_IN_NAME for part in parts):
        return f"has a name of more than {_MOST_IN_NAME - spare} bytes"
    return f"has more than {_MOST_IN_PATH} bytes" if len(path.encode()) > _MOST_IN_PATH else ""


def counterpart(output: str) -> str:
    """What the generator itself makes that says what a theme's page at `output` says; "" for nothing."""
    if output in OWN:
        return output
    folder, name = posixpath.split(output)
    if name in _FEEDS_CALLED:
        return _FEEDS_CALLED[name]
    stem = posixpath.basename(folder) if name == "index.html" else name.removesuffix(".html")
    return _COUNTERPARTS.get(stem.lower(), "") if name.endswith(".html") else ""


def join(base: str, path: str) -> str | None:
    """`path` seen from the folder of `base`, without a leading slash; None when it climbs out."""
    joined = path if path.startswith("/") else posixpath.join(posixpath.dirname(base.lstrip("/")), path)
    normal = posixpath.normpath(joined.lstrip("/")) if joined.strip("/") else ""
    if normal == ".." or normal.startswith("../"):
        return None
    normal = "" if normal == "." else normal
    return normal + "/" if joined.endswith("/") and normal else normal


def relative(source: str, target: str, fragment: str | None = None, query: str = "") -> str:
    """The href from one output to another: relative, percent-encoded, "index.html" left out.

    From "a/b.html" to "c/index.html" it is "../c/". A page's own address is its file name.
    """
    href = _from_folder(source.rpartition("/")[0], target) + query
    return href if fragment is None else f"{href}#{encode_fragment(fragment)}"


@lru_cache(maxsize=_REMEMBERED)
def _from_folder(folder: str, target: str) -> str:
    """The relative address of an output. The pages of a folder have many targets in common."""
    where, _, name = target.rpartition("/")
    name = "" if name == "index.html" else name
    way = _way(folder, where)
    path = name if way == "." else f"{way}/{name}"
    return encode(path or "./")


def _way(source: str, target: str) -> str:
    """The path from one folder to another; outputs are normal, so comparing their parts is enough."""
    if source == target:
        return "."
    if not target:
        return "/".join([".."] * (source.count("/") + 1))
    here, there = (folder.split("/") if folder else [] for folder in (source, target))
    common = 0
    for ours, theirs in zip(here, there, strict=False):
        if ours != theirs:
            break
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:])


def encode(path: str) -> str:
    """A path percent-encoded; a first segment with a colon is kept from reading as a scheme."""
    encoded = _UNSAFE_IN_PATH.sub(_percent, path)
    return f"./{encoded}" if ":" in encoded.split("/", 1)[0] else encoded


def encode_fragment(fragment: str) -> str:
    """A fragment percent-encoded."""
    return _UNSAFE_IN_FRAGMENT.sub(_percent, fragment)


def _percent(unsafe: re.Match[str]) -> str:
    return "%" + unsafe[0].encode().hex("%").upper()


def absolute(site_url: str, baseurl: str, url: str) -> str:
    """A URL with the site's address before it, for feeds and canonical links."""
    return site_url.rstrip("/") + encode(baseurl.rstrip("/") + url)


def part_url(paginate_path: str, number: int) -> str:
    """The URL of the home page's part `number`, from 1; `paginate_path` holds ":num"."""
    path = paginate_path.replace(":num", str(number))
    return "/" if number == 1 else f"/{path.strip('/')}/"


def parts_of(url: str, rows: int) -> tuple[str, ...]:
    """The URLs of a list of so many rows, which starts at `url` and goes on at others when it is long."""
    return tuple(list_url(url, number) for number in range(1, list_parts(rows) + 1))


def list_parts(rows: int) -> int:
    """How many pages a list of so many rows has."""
    return max(1, -(-rows // ROWS))


def list_url(url: str, number: int) -> str:
    """The URL of part `number`, from 1, of the list at `url`."""
    return url if number == 1 else f"{url}page{number}/"


def slug(name: str) -> str:
    """A name as one URL segment: case-folded, words joined by hyphens, letters of any script kept; what is
    too long for a folder's name is cut."""
    kept = "".join(c if c.isalnum() or c in "-_+" else " " for c in name.casefold())
    whole = "-".join(kept.split()) or "-".join(f"{ord(c):x}" for c in name)
    return whole.encode()[:_MOST_IN_SLUG].decode(errors="ignore")
