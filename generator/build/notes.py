"""One file of the source: read, and parsed. Nothing is known here of others, nor of what is remembered: the
process that reads edited notes loads no more than this."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Checked
from generator.markdown.page import parse_page
from generator.model import Config, Program, TextFile
from generator.records import replace
from generator.resolve.places import Placed
from generator.source.discover import Entry
from generator.source.jekyll_tags import TagContext, expand
from generator.source.line_map import with_true_lines
from generator.source.load import Loaded, Skipped, load, read_again
from generator.source.permalink import output_extension, output_of, url_of
from generator.source.roles import is_empty_list, is_program_page, is_verbatim


class MovedError(Exception):
    """A file is no longer what it was when the build began: what is known of it cannot be used."""


Read = Placed | TextFile | Program


def load_one(source: Path, entry: Entry, config: Config) -> Checked[Loaded | Skipped]:
    """One file read."""
    return load(source, entry, config, drafts=config.drafts)


def parse_whole(source: Path, note: Loaded, context: TagContext) -> Checked[Read]:
    """One file parsed; a text that memory has left on the disk is read again."""
    if note.source.text:
        return parse_one(note, context)
    again = read_again(source, note.source)
    if again is None:
        raise MovedError(note.source.path)
    return parse_one(replace(note, source=again), context)


def parse_one(note: Loaded, context: TagContext) -> Checked[Read]:
    """One file as a page with its address, as a text to write, or as a program to leave; a function of
    its arguments alone."""
    source = note.source
    url = url_of(source, note.front, context.config)
    output = output_of(url.value, output_extension(source.path, note.front.permalink))
    if is_program_page(source, output):
        return Checked(Program(source.path, output), url.diagnostics)
    if is_empty_list(source, note.front, output):
        return Checked(Program(source.path, output, empty=True), url.diagnostics)
    expanded = expand(source, note.front, context)
    if is_verbatim(source, note.front):
        text = expanded.value.body.lstrip("\n")
        file = TextFile(source.path, output, text, note.front.line("permalink"))
        return Checked(file, (*url.diagnostics, *expanded.diagnostics))
    page = parse_page(expanded.value, note.front, context.config)
    parsed = with_true_lines(page, source.path, expanded.value.lines)
    placed = Placed(parsed.value, url.value, output)
    return Checked(placed, (*url.diagnostics, *expanded.diagnostics, *parsed.diagnostics))
