"""`_config.yml` → a frozen Config: every key we honour, checked; the rest kept for `{{ site.x }}`.

Keys and defaults are Jekyll's where Jekyll has them. Reads one file and nothing else; knows
nothing of posts, URLs or templates.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator import addresses, zones
from generator.diagnostics import Checked, Location
from generator.files import read_whole, stands
from generator.model import Collection, Config, Scope
from generator.problems import source as problems
from generator.records import replace
from generator.yaml_reader import Readings, kind_of, read_mapping, slips, text_of, truth_of

_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
NAMES = ("_config.yml", "_config.yaml")

# fmt: off
KEYS = frozenset({
    "title", "description", "author", "lang", "locale", "url", "baseurl", "timezone", "permalink",
    "paginate", "paginate_path", "excerpt_separator", "math", "mathjax", "maths_by", "future",
    "show_drafts", "drafts", "kramdown", "highlighter_guess", "jekyll_dates", "safe", "search", "checks",
    "share_pictures", "exclude", "keep_files", "precompress", "include", "defaults", "collections", "nav",
})
# Warnings of the build that a site or a page may switch off.
SWITCHES = ("broken-maths", "false-arithmetic")
# What other people's themes and plugins read: near some key of ours, yet no slip.
FOREIGN = frozenset({
    "authors", "collections_dir", "data_dir", "includes_dir", "links", "locales", "locals", "name", "plugins",
    "titles", "urls",
})
# fmt: on


def read_config(source: Path) -> Checked[Config]:
    """The configuration of the source folder; the defaults where it has no `_config.yml`."""
    path = next((source / name for name in NAMES if stands(source / name)), None)
    if path is None:
        return Checked(_with_domain(Config(), source))
    at = Location(path.name)
    read = read_whole(path, at)
    if read.value is None:
        return Checked(Config(), read.diagnostics)
    try:
        text = read.value.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return Checked(Config(), (problems.undecodable(fault.start, fault.object[fault.start], at),))
    parsed = parse_config(text, path.name)
    config = _with_domain(parsed.value, source)
    # An empty `url` says that there is none.
    missing = () if config.url or "url" in dict(config.extra) else (problems.no_url(at),)
    return Checked(config, (*parsed.diagnostics, *missing))


def parse_config(text: str, path: str = "_config.yml") -> Checked[Config]:
    """The configuration that a text describes; `path` is where diagnostics place it."""
    read = read_mapping(text.replace("\r\n", "\n"), path)
    mapping = read.value
    found = slips(mapping, KEYS, FOREIGN)
    values = mapping.values | {
        known: mapping.values[key] for key, known in found.items() if known not in mapping.values
    }
    places = {key: Location(path, line) for key, line in mapping.lines.items()}
    places |= {known: places[key] for key, known in found.items() if known not in places}
    readings = Readings(values, places, Location(path))
    config = _config(readings, values)
    _check_feed(readings, values.get("feed"))
    unknown = [
        problems.unknown_key(key, known, known not in mapping.values, Location(path, mapping.lines[key]))
        for key, known in found.items()
    ]
    return Checked(config, (*read.diagnostics, *unknown, *readings.diagnostics))


def _with_domain(config: Config, source: Path) -> Config:
    """The configuration with the domain of a `CNAME` file where it names no `url`, as GitHub Pages would."""
    read = read_whole(source / "CNAME", Location("CNAME"))
    domain = (read.value or b"").decode("utf-8", "replace").strip()
    if config.url or not _DOMAIN.fullmatch(domain):
        return config
    return replace(config, url=f"https://{domain}")


def _config(read: Readings, values: dict[str, object]) -> Config:
    default = Config()
    math, maths_by = _maths(read, values)
    return Config(
        title=read.text("title"),
        description=read.text("description").strip(),
        author=_author(read, values.get("author")),
        lang=(read.text("lang") or read.text("locale", default.lang)).replace("_", "-"),
        url=read.text("url").rstrip("/"),
        baseurl=_baseurl(read.text("baseurl")),
        timezone=_timezone(read, default.timezone),
        permalink=read.text("permalink", default.permalink),
        paginate=read.number("paginate"),
        paginate_path=_paginate_path(read, default.paginate_path),
        excerpt_separator=read.text("excerpt_separator", default.excerpt_separator),
        math=math,
        maths_by=maths_by,
        future=read.flag("future") or False,
        drafts=read.flag("show_drafts") or read.flag("drafts") or False,
        auto_ids=_auto_ids(values.get("kramdown")),
        highlighter_guess=read.flag("highlighter_guess") or False,
        precompress=read.flag("precompress") or False,
        jekyll_dates=read.flag("jekyll_dates") or False,
        safe=read.flag("safe") or False,
        search=read.flag("search") is not False,
        share_pictures=_share_pictures(read, values.get("share_pictures")),
        unchecked=_unchecked(read, values.get("checks")),
        exclude=read.words("exclude"),
        keep_files=_keep_files(read, default.keep_files),
        include=read.words("include"),
        scopes=_scopes(read, values.get("defaults")),
        collections=_collections(read, values.get("collections")),
        nav=_nav(read, values.get("nav")),
        extra=tuple(values.items()),
    )


def _author(read: Readings, value: object) -> str:
    if isinstance(value, dict):
        return text_of(value.get("name"))
    return read.text("author")


def _paginate_path(read: Readings, otherwise: str) -> str:
    path = read.text("paginate_path", otherwise)
    if why := addresses.unfit(addresses.output_of(addresses.part_url(path, 10**9))):
        read.diagnostics.append(problems.bad_folder("paginate_path", path, why, read.at("paginate_path")))
        return otherwise
    return path


def _keep_files(read: Readings, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    if not read.has("keep_files"):
        return otherwise
    paths = [path for path in map(_tidy, read.words("keep_files")) if path]
    unfit = {path: why for path in paths if (why := addresses.unfit(path))}
    read.diagnostics += [
        problems.bad_folder("keep_files", path, why, read.at("keep_files")) for path, why in unfit.items()
    ]
    return tuple(path for path in paths if path not in unfit)


def _tidy(path: str) -> str:
    """A path without what says nothing in it; "" for the folder itself."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _check_feed(read: Readings, feed: object) -> None:
    """Tells of a path for the feed at which none can stand, as `resolve` then has none there."""
    path = feed.get("path") if isinstance(feed, dict) else None
    if path is None or path == "":
        return
    if not isinstance(path, str):
        at = read.at("feed")
        read.diagnostics.append(problems.wrong_type("feed.path", kind_of(path), "a path as /feed.xml", at))
        return
    output = addresses.join("", path.lstrip("/"))
    why = "leads out of the site" if output is None else addresses.unfit(output)
    why = "names no file" if output == "" else why
    if why:
        read.diagnostics.append(problems.bad_folder("feed.path", path, why, read.at("feed")))


def _baseurl(text: str) -> str:
    path = text.strip().strip("/")
    return f"/{path}" if path else ""


def _timezone(read: Readings, otherwise: str) -> str:
    name = read.text("timezone", otherwise).strip()
    if zones.zone(name) is None:
        read.diagnostics.append(problems.unknown_timezone(name, zones.names(), read.at("timezone")))
        return otherwise
    return name


def _maths(read: Readings, values: dict[str, object]) -> tuple[bool, str]:
    """Whether a single `$` opens maths, and who sets it: `math: mathml` answers both."""
    by = read.text("maths_by", "mathjax")
    for key in ("math", "mathjax"):
        value = values.get(key)
        if value in ("mathml", "mathjax"):
            return True, str(value)
        if value is not None and not isinstance(value, dict):
            flag = read.flag(key)
            return flag is not False, by
    return True, by


def _share_pictures(read: Readings, value: object) -> str:
    if value is None or value == "figures":
        return "figures"
    return "all" if value == "all" or read.flag("share_pictures") else "none"


def _auto_ids(kramdown: object) -> bool:
    return not (isinstance(kramdown, dict) and kramdown.get("auto_ids") is False)


def _unchecked(read: Readings, value: object) -> tuple[str, ...]:
    """The codes that `checks: {code: false}` switches off."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        expected = "codes with true or false, as in {false-arithmetic: false}"
        read.diagnostics.append(problems.wrong_type("checks", kind_of(value), expected, read.at("checks")))
        return ()
    unknown = (code for code in value if code not in SWITCHES)
    read.diagnostics += (problems.unknown_check(code, SWITCHES, read.at("checks")) for code in unknown)
    return tuple(
        sorted(code for code, wanted in value.items() if truth_of(wanted) is False and code in SWITCHES)
    )


def _scopes(read: Readings, value: object) -> tuple[Scope, ...]:
    entries = value if isinstance(value, tuple) else () if value is None else (value,)
    scopes = []
    for entry in entries:
        scope = entry.get("scope") or {} if isinstance(entry, dict) else None
        values = entry.get("values") or {} if isinstance(entry, dict) else None
        if not isinstance(scope, dict) or not isinstance(values, dict):
            expected = "entries with `scope` and `values`"
            read.diagnostics.append(
                problems.wrong_type("defaults", kind_of(entry), expected, read.at("defaults"))
            )
            continue
        kind = {"post": "posts", "page": "pages", "draft": "drafts"}.get(
            text_of(scope.get("type")), text_of(scope.get("type"))
        )
        scopes.append(Scope(text_of(scope.get("path")).removeprefix("/"), kind, tuple(values.items())))
    return tuple(scopes)


def _collections(read: Readings, value: object) -> tuple[Collection, ...]:
    if isinstance(value, tuple):
        return tuple(Collection(name) for name in read.words("collections"))
    if isinstance(value, dict):
        return tuple(_collection(name, options) for name, options in value.items())
    if value is not None:
        expected = "names, or a mapping of names to options"
        read.diagnostics.append(
            problems.wrong_type("collections", kind_of(value), expected, read.at("collections"))
        )
    return ()


def _collection(name: str, options: object) -> Collection:
    if not isinstance(options, dict):
        return Collection(name)
    return Collection(name, options.get("output") is True, text_of(options.get("permalink")))


def _nav(read: Readings, value: object) -> tuple[tuple[str, str], ...]:
    """Label and href of each entry: `label: href`, or mappings with a label and an address."""
    if value is None:
        return ()
    entries = value if isinstance(value, tuple) else (value,)
    pairs: list[tuple[str, str]] = []
    for entry in entries:
        if not isinstance(entry, dict):
            expected = "pairs of `label: address`"
            read.diagnostics.append(problems.wrong_type("nav", kind_of(entry), expected, read.at("nav")))
            continue
        label = next((entry[key] for key in ("label", "title", "name", "text") if key in entry), None)
        href = next((entry[key] for key in ("href", "url", "link") if key in entry), None)
        if label is not None and href is not None:
            pairs.append((text_of(label), text_of(href)))
        else:
            pairs += [(name, text_of(address)) for name, address in entry.items()]
    return tuple(pairs)
