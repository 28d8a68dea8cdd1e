"""Liquid's outputs, `{{ site.url | append: "/x" }}`: values looked up and filters applied, nothing run.

A value that is not there is None, and so is whatever an unknown filter makes of it; the caller
leaves such an output as it is written.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, quote_plus

from generator.model import Config
from generator.patterns import pattern
from generator.source.dates import read_date
from generator.source.permalink import slugify
from generator.yaml_reader import text_of

Scope = Mapping[str, object]
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_ARGUMENT = pattern(rf"(?:{_QUOTED}|[^,\"'])+")
_STEP = pattern(rf"(?:{_QUOTED}|[^|\"'])+")
_PATH = pattern(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\"[^\"]*\"|'[^']*'|\d+)\])*")
_KEYS = pattern(r"[\w-]+")
_JOINT = pattern(r"\s+(and|or)\s+")
_COMPARED = pattern(
    rf"(?P<left>{_QUOTED}|[^\s\"'=!<>]+)(?:\s*(?P<sign>==|!=|\bcontains\b)\s*(?P<right>{_QUOTED}|\S+))?"
)
_BLANK = object()
# What Jekyll computes from the whole site, or from the page once it is rendered.
_COMPUTED = frozenset({
    "posts", "pages", "documents", "collections", "static_files", "html_pages", "html_files", "tags",
    "categories", "related_posts", "time", "github", "content", "next", "previous", "excerpt",
})  # fmt: skip


def output(expression: str, scope: Scope, config: Config) -> str | None:
    """What `{{ expression }}` prints, or None where that cannot be told."""
    steps = [step.strip() for step in _STEP.findall(expression)]
    if not steps:
        return None
    value = evaluate(steps[0], scope)
    for step in steps[1:]:
        name, _, rest = step.partition(":")
        arguments = [evaluate(a.strip(), scope) for a in _ARGUMENT.findall(rest)]
        value = _filtered(name.strip(), value, arguments, config)
    return None if value is None or isinstance(value, dict | tuple) else printed(value)


def evaluate(term: str, scope: Scope) -> object:
    """The value of a literal or of a dotted name; None for what is not there."""
    if len(term) >= 2 and term[0] == term[-1] and term[0] in "\"'":
        return term[1:-1]
    if re.fullmatch(r"-?\d{1,18}", term):
        return int(term)
    if term in ("true", "false"):
        return term == "true"
    if not _PATH.fullmatch(term):
        return None
    value: object = scope
    for key in _KEYS.findall(term):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, tuple) and re.fullmatch(r"\d{1,9}", key) and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def truth(condition: str, scope: Scope) -> bool | None:
    """Whether `A`, `A == B`, `A != B` or `A contains B`, joined by `and` or `or`, holds; None where a
    name in it means what is not known before the site is made."""
    # Liquid reads from the right: `a and b or c` is `a and (b or c)`.
    first, joint, rest = (
        _JOINT.split(condition, maxsplit=1) if _JOINT.search(condition) else (condition, "", "")
    )
    holds = _comparison(first.strip(), scope)
    if not joint or holds is None:
        return holds
    if holds == (joint == "or"):
        return holds
    return truth(rest, scope)


def _comparison(text: str, scope: Scope) -> bool | None:
    found = _COMPARED.fullmatch(text)
    if found is None or not all(_is_known(term, scope) for term in found.group("left", "right") if term):
        return None
    left = evaluate(found["left"], scope)
    if not found["sign"]:
        return left is not None and left is not False
    right = _BLANK if found["right"] in ("blank", "empty") else evaluate(found["right"], scope)
    if found["sign"] == "contains":
        return printed(right) in (left if isinstance(left, tuple) else printed(left))
    same = left in (None, "", ()) if right is _BLANK else left == right
    return same == (found["sign"] == "==")


def _is_known(term: str, scope: Scope) -> bool:
    """Whether the value of a term can be told, be it that there is none."""
    if evaluate(term, scope) is not None or term in ("nil", "null", "blank", "empty"):
        return True
    owner, _, key = term.partition(".")
    return bool(_PATH.fullmatch(term)) and owner in scope and key.partition(".")[0] not in _COMPUTED


def printed(value: object) -> str:
    """A scalar as Liquid prints it."""
    return value.strftime("%Y-%m-%d %H:%M:%S %z") if isinstance(value, datetime) else text_of(value)


# ---------------------------------------------------------------- filters


def _filtered(name: str, value: object, arguments: list[object], config: Config) -> object:
    if name == "default":
        return arguments[0] if value in (None, "", False) and arguments else value
    if value is None or None in arguments:
        return None
    texts = [printed(argument) for argument in arguments]
    if name in _DATED:
        return _dated(name, value, texts, config)
    if name == "relative_url" and not arguments:
        return relative_url(printed(value), config)
    if name == "absolute_url" and not arguments:
        return absolute_url(printed(value), config)
    expected, function = _FILTERS.get(name, (0, None))
    return function(printed(value), *texts) if function and len(texts) == expected else None


def relative_url(path: str, config: Config) -> str:
    """A path of the site with the baseurl before it; an address elsewhere as it is."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
        return path
    return re.sub("/{2,}", "/", f"{config.baseurl}/{path}")


def absolute_url(path: str, config: Config) -> str:
    """A path of the site with the site's address before it."""
    relative = relative_url(path, config)
    return config.url + relative if relative.startswith("/") else relative


def _without_tags(text: str) -> str:
    return re.sub(r"(?s)<script.*?</script>|<!--.*?-->|<style.*?</style>|<[^>]*>", "", text)


# Each with the number of its arguments.
_FILTERS: dict[str, tuple[int, Callable[..., str]]] = {
    "append": (1, lambda text, end: text + end),
    "prepend": (1, lambda text, start: start + text),
    "replace": (2, lambda text, old, new: text.replace(old, new)),
    "replace_first": (2, lambda text, old, new: text.replace(old, new, 1)),
    "remove": (1, lambda text, part: text.replace(part, "")),
    "remove_first": (1, lambda text, part: text.replace(part, "", 1)),
    "escape": (0, lambda text: html.escape(text)),
    "xml_escape": (0, lambda text: html.escape(text)),
    "escape_once": (0, lambda text: html.escape(html.unescape(text))),
    "url_encode": (0, lambda text: quote_plus(text)),
    "cgi_escape": (0, lambda text: quote_plus(text)),
    "uri_escape": (0, lambda text: quote(text, safe="/:?#[]@!$&'()*+,;=%~")),
    "downcase": (0, lambda text: text.lower()),
    "upcase": (0, lambda text: text.upper()),
    "capitalize": (0, lambda text: text.capitalize()),
    "strip": (0, lambda text: text.strip()),
    "lstrip": (0, lambda text: text.lstrip()),
    "rstrip": (0, lambda text: text.rstrip()),
    "strip_newlines": (0, lambda text: text.replace("\n", "")),
    "newline_to_br": (0, lambda text: text.replace("\n", "<br />\n")),
    "strip_html": (0, _without_tags),
    "slugify": (0, lambda text: slugify(text)),
}
_DATED = {
    "date": "",
    "date_to_string": "%d %b %Y",
    "date_to_long_string": "%d %B %Y",
    "date_to_xmlschema": "%Y-%m-%dT%H:%M:%S%z",
}


def _dated(name: str, value: object, arguments: list[str], config: Config) -> str | None:
    form = _DATED[name] or (arguments[0] if len(arguments) == 1 else "")
    when = value if isinstance(value, datetime) else read_date(printed(value), config)
    if not form or not isinstance(when, datetime):
        return None
    text = when.strftime(form)
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text) if name == "date_to_xmlschema" else text
