"""What `_config.yml` says, read once."""

from __future__ import annotations

from generator.leftovers import REPOSITORIES
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One entry of `_config.yml`'s `defaults`: values for files under `path`, of `kind`."""

    path: str
    kind: str
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A Jekyll collection: files of the folder `_name`, written when `output` is true."""

    name: str
    output: bool = False
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """`_config.yml`, read once. `baseurl` is "" or starts with a slash and ends without one."""

    title: str = ""
    description: str = ""
    author: str = ""
    lang: str = "zh-CN"
    url: str = ""
    baseurl: str = ""
    timezone: str = "UTC"
    permalink: str = "date"
    paginate: int = 0
    paginate_path: str = "/page:num/"
    excerpt_separator: str = "\n\n"
    math: bool = True
    """Whether a single `$` opens maths where a page does not say."""
    maths_by: str = "mathjax"
    """"mathjax" (in the browser) or "mathml" (at build time)."""
    future: bool = False
    drafts: bool = False
    auto_ids: bool = True
    highlighter_guess: bool = False
    precompress: bool = False
    """Whether `.gz` and `.br` are published beside each text file."""
    jekyll_dates: bool = False
    safe: bool = False
    share_pictures: str = "figures"
    """Which posts get a picture for other sites: those with "figures", "all" or "none"."""
    search: bool = True
    """Whether the site has a search page and its index."""
    unchecked: tuple[str, ...] = ()
    """Codes of warnings that are switched off (`checks`)."""
    exclude: tuple[str, ...] = ()
    keep_files: tuple[str, ...] = REPOSITORIES
    """Paths in the published site that a build leaves as they are."""
    include: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    collections: tuple[Collection, ...] = ()
    nav: tuple[tuple[str, str], ...] = ()
    """(label, href) pairs for the header; empty means ours."""
    extra: tuple[tuple[str, object], ...] = ()
    """Every top-level key as read, for `{{ site.x }}`."""
