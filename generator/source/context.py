"""What all notes may refer to, gathered once: the names of files, `_includes` and `_data`."""

from __future__ import annotations

import csv
import json
import os
import posixpath
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location, Severity
from generator.files import read_whole, stands
from generator.leftovers import is_leftover
from generator.model import Config, Kind
from generator.patterns import pattern
from generator.problems import source as problems
from generator.source.discover import MEDIA, Listing
from generator.source.jekyll_tags import TagContext
from generator.source.read import decode
from generator.toml_reader import too_deep
from generator.yaml_reader import read_value, text_of

_DATA = (".yml", ".yaml", ".json", ".csv", ".tsv")
_SUFFIXES = (*_DATA, ".html", ".htm", ".md", ".markdown", ".svg", ".xml", ".txt", ".js", ".css")
_PICTURES = frozenset(MEDIA) - {*_SUFFIXES}
_MOST_VALUES = 1_000_000
"""Of a table or JSON among the data; each takes a hundred bytes."""
_STRING = pattern(r'"(?>(?:[^"\\]|\\.)*)"')
_LINE = pattern(r"[^\n]*\n|[^\n]+")
_RELATIVE = pattern(r"\{%-?\s*include_relative\s+(\S+)")


def context_of(
    root: Path, listing: Listing, config: Config, bodies: Iterable[tuple[str, str]] = ()
) -> Checked[TagContext]:
    """The context for `expand`: every file's path, the texts of `_includes`, the values of `_data`, and
    what the notes (`bodies`: path and text) include by a path of their own.
    """
    base = Path(os.path.realpath(root))
    statics = (static.origin.removeprefix(f"{base}/") for static in listing.statics)
    names = (entry.path for entry in (*listing.entries, *listing.texts))
    posts = tuple(entry.path for entry in listing.entries if entry.kind is Kind.POST)
    within, named = _folder(config, "includes_dir", "_includes"), _folder(config, "data_dir", "_data")
    includes, data = _includes(base, within.value), _data(base, named.value)
    beside = _relatives(base, bodies)
    files = frozenset((*names, *statics))
    context = TagContext(config, posts, files, includes.value, data.value, beside.value)
    parts = (within, named, includes, data, beside)
    return Checked(context, tuple(chain.from_iterable(part.diagnostics for part in parts)))


def included(context: TagContext) -> frozenset[str]:
    """The files whose texts notes may include, by their paths in the source: a page may be among them."""
    folder = _folder(context.config, "includes_dir", "_includes").value
    return frozenset((*context.relatives, *(f"{folder}/{name}" for name in context.includes)))


def _relatives(base: Path, bodies: Iterable[tuple[str, str]]) -> Checked[dict[str, str]]:
    """The texts named by `include_relative`, by their paths from the root; none from outside it."""
    texts: dict[str, str] = {}
    found: list[Diagnostic] = []
    wanted = {
        posixpath.normpath(posixpath.join(posixpath.dirname(path), name.strip("\"'")))
        for path, body in bodies
        for name in _RELATIVE.findall(body)
    }
    for path in sorted(wanted):
        file = base / path
        if stands(file) and file.resolve().is_relative_to(base):
            read = _text(file, path)
            found += read.diagnostics
            if read.value is not None:
                texts[path] = read.value
    return Checked(texts, tuple(found))


def _text(file: Path, path: str) -> Checked[str | None]:
    read = read_whole(file, Location(path))
    return Checked(None, read.diagnostics) if read.value is None else decode(read.value, path)


def _folder(config: Config, key: str, otherwise: str) -> Checked[str]:
    folder = text_of(dict(config.extra).get(key)).strip("/") or otherwise
    if why := addresses.unfit(folder):
        return Checked(otherwise, (problems.bad_folder(key, folder, why, Location("_config.yml")),))
    return Checked(folder)


def _includes(base: Path, folder: str) -> Checked[dict[str, str]]:
    """The texts of `_includes`. A file of bytes that are none stops only a note that asks for it."""
    texts = _texts(base, folder)
    found = [
        problems.bad_include(problem) if problem.code == "undecodable" else problem
        for problem in texts.diagnostics
    ]
    return Checked(texts.value, tuple(found))


def _texts(base: Path, folder: str, suffixes: tuple[str, ...] = ()) -> Checked[dict[str, str]]:
    """The texts below a folder by their paths in it; links out of the source are not followed. Of other
    `suffixes`, if some are named, and pictures are passed by, and what editors and tools leave."""
    texts: dict[str, str] = {}
    found: list[Diagnostic] = []
    for path in sorted((base / folder).rglob("*")):
        name = path.relative_to(base).as_posix()
        if path.suffix not in suffixes if suffixes else path.suffix in _PICTURES:
            continue
        if any(map(is_leftover, name.split("/"))):
            continue
        at = Location(name)
        if fault := _unsound(path, base, at):
            found.append(fault)
        elif not path.is_dir():
            read = _text(path, at.path)
            found += read.diagnostics
            if read.value is not None:
                texts[path.relative_to(base / folder).as_posix()] = read.value
    return Checked(texts, tuple(found))


def _unsound(path: Path, base: Path, at: Location) -> Diagnostic | None:
    """What is wrong with a link out of the source or to nothing, and with a folder in a file's place."""
    if not path.exists():
        return problems.symlink_broken(at)
    if not (real := path.resolve()).is_relative_to(base):
        return problems.symlink_outside(at, real.as_posix())
    meant = path.suffix in _SUFFIXES and path.is_dir() and not any(map(Path.is_file, path.rglob("*")))
    return problems.no_file("a folder", at) if meant else None


def _data(base: Path, folder: str) -> Checked[dict[str, object]]:
    """`_data/a/b.yml` as `{"a": {"b": …}}`."""
    texts = _texts(base, folder, _DATA)
    values: dict[str, object] = {}
    found = list(texts.diagnostics)
    for name, text in texts.value.items():
        read = _parse(text, f"{folder}/{name}")
        # What a data file does not give, no page shows: that is said where a note asks for it.
        found += [
            problems.bad_data(problem) if problem.severity is Severity.ERROR else problem
            for problem in read.diagnostics
        ]
        *folders, last = name.rpartition(".")[0].split("/")
        inner = values
        for part in folders:
            within = inner.setdefault(part, {})
            inner = within if isinstance(within, dict) else {}
        inner[last] = read.value
    return Checked(values, tuple(found))


def _parse(text: str, path: str) -> Checked[object]:
    if path.endswith((".csv", ".tsv")):
        return _rows(text, path)
    return _json(text, path) if path.endswith(".json") else read_value(text, path)


def _rows(text: str, path: str) -> Checked[object]:
    """The rows of a table by the names in its first; cells that a row lacks are counted, as they are made."""
    lines = (line[0] for line in _LINE.finditer(text))
    reader = csv.DictReader(lines, delimiter="\t" if path.endswith(".tsv") else ",")
    rows: list[dict[str, object]] = []
    left = _MOST_VALUES
    try:
        for row in reader:
            left -= max(len(row), len(reader.fieldnames or ())) + len(row.get(None, ()))
            if left < 0:
                at = Location(path, reader.line_num)
                return Checked(None, (problems.too_many_values(_MOST_VALUES, at),))
            rows.append(dict(row))
    except csv.Error as fault:
        return Checked(None, (problems.csv_syntax(str(fault), Location(path, reader.line_num)),))
    return Checked(tuple(rows))


def _json(text: str, path: str) -> Checked[object]:
    if len(text) > _MOST_VALUES and sum(map(_STRING.sub("", text).count, ",[{")) > _MOST_VALUES:
        return Checked(None, (problems.too_many_values(_MOST_VALUES, Location(path)),))
    try:
        value = json.loads(text)
        if too_deep(value):
            raise RecursionError
        return Checked(_frozen(value))
    except (ValueError, RecursionError) as fault:
        at = Location(path, getattr(fault, "lineno", 0))
        return Checked(None, (problems.json_syntax(getattr(fault, "msg", "no JSON"), at),))


def _frozen(value: object) -> object:
    """A JSON value with tuples for lists, as YAML's come; ValueError for half of a surrogate pair."""
    if isinstance(value, str):
        value.encode()
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {str(_frozen(key)): _frozen(item) for key, item in value.items()}
    return value
