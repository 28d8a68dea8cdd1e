"""What can be wrong with the source: its files, configuration, front matter, dates, permalinks, tags."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import did_you_mean, error, notice, shown, warning

# ---------------------------------------------------------------- YAML and TOML


def yaml_syntax(line: str, found: str, help: str, at: Location) -> Diagnostic:
    """A line that YAML cannot read; `found` names what stands in the way."""
    return error("yaml-syntax", f"cannot read `{line.strip()}`: found {found}", at, help)


def tabs_as_spaces(at: Location) -> Diagnostic:
    """Lines indented by tabs, which YAML forbids."""
    return notice("tabs-as-spaces", "tabs indent the lines, read as two spaces each", at, "indent by spaces")


def toml_syntax(line: str, found: str, at: Location) -> Diagnostic:
    """A line of a `+++` block that TOML cannot read."""
    help = 'TOML wants `key = "value"`, with text in double quotes'
    return error("toml-syntax", f"cannot read `{line.strip()}`: {found}", at, help)


def json_syntax(found: str, at: Location) -> Diagnostic:
    """A data file that JSON cannot read."""
    help = "JSON wants double quotes, and no comma behind the last value"
    return error("json-syntax", f"cannot read the file as JSON: {found[:1].lower()}{found[1:]}", at, help)


def csv_syntax(found: str, at: Location) -> Diagnostic:
    """A table among the data that cannot be read."""
    message = f"cannot read the file as a table: {found}"
    return error("csv-syntax", message, at, "a quote that is opened in a cell must be closed in it")


def too_many_values(limit: int, at: Location) -> Diagnostic:
    """A table or JSON among the data of more values than a page could show."""
    message = f"found more than {limit:,} values"
    return error(
        "too-many-values", message, at, "keep what notes show in the data, and link to the rest as a file"
    )


def bad_data(fault: Diagnostic) -> Diagnostic:
    """A file of `_data` that cannot be read, and is left out; `fault` says why."""
    return warning("bad-data", f"{fault.message}; the data are left out", fault.at, fault.help)


def bad_include(fault: Diagnostic) -> Diagnostic:
    """A file of `_includes` that is no text, and is left out; `fault` says why."""
    return warning("bad-include", f"{fault.message}; no note can include it", fault.at, fault.help)


def control_character(character: str, at: Location) -> Diagnostic:
    """A character that no text editor writes on purpose."""
    message = f"found the control character U+{ord(character):04X}, expected text"
    return error("control-character", message, at, "delete the character")


def yaml_too_large(limit: int, at: Location) -> Diagnostic:
    """A document that grows beyond bounds once its aliases are followed."""
    message = f"found more than {limit:,} values once aliases are followed, or nesting without end"
    return error("yaml-too-large", message, at, "write the values out instead of repeating aliases")


def not_a_mapping(found: str, at: Location) -> Diagnostic:
    """A document of another shape than key and value."""
    message = f"found {found}, expected lines of `key: value`"
    return error("yaml-shape", message, at, "every line needs a key, an ASCII colon and a space")


def duplicate_key(key: str, at: Location, first: Location) -> Diagnostic:
    """A key written twice; the later value counts."""
    message = f'"{key}" stands twice, and only the later value counts'
    return warning("duplicate-key", message, at, "delete one of the two", first)


def unknown_key(key: str, known: str, used: bool, at: Location) -> Diagnostic:
    """A key one slip away from a known one."""
    effect = f'its value is used as "{known}"' if used else "its value is not used"
    return warning("unknown-key", f'unknown key "{key}"; {effect}', at, f'did you mean "{known}"?')


def wrong_type(key: str, found: str, expected: str, at: Location, help: str = "") -> Diagnostic:
    """A known key with a value of the wrong kind."""
    return warning("wrong-type", f'"{key}" is {found}, expected {expected}', at, help)


# ---------------------------------------------------------------- configuration


def bad_folder(key: str, path: str, why: str, at: Location) -> Diagnostic:
    """A setting that names a path where nothing of the site can lie."""
    return error(
        "bad-folder", f'`{key}` is "{shown(path)}", which {why}', at, "write a path from the site's root"
    )


def no_url(at: Location) -> Diagnostic:
    """Settings that do not say where the site stands."""
    message = "no `url`: without it there are no feeds, no sitemap and no canonical addresses"
    return notice("no-url", message, at, 'write url: https://your.site, or url: "" to do without them')


def unknown_check(code: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A name in `checks` that no switch has."""
    return warning("unknown-check", f'no check "{code}" to switch', at, f"known are {', '.join(known)}")


def unknown_timezone(name: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A time zone that the zone database does not name."""
    help = did_you_mean(name, known, 'zones are written as "Asia/Shanghai"')
    return error(
        "unknown-timezone", f'found the timezone "{name}", expected a name of the zone database', at, help
    )


# ---------------------------------------------------------------- files


def symlink_outside(at: Location, target: str) -> Diagnostic:
    """A link that would publish what is not the site's."""
    message = f'the symbolic link leads out of the source, to "{target}"'
    return error("symlink-outside", message, at, "copy the file into the source, or exclude the link")


def symlink_loop(at: Location) -> Diagnostic:
    """A link to one of the folders around it."""
    return warning(
        "symlink-loop", "the symbolic link leads back to a folder around it; skipped", at, "delete it"
    )


def symlink_broken(at: Location) -> Diagnostic:
    """A link to nothing."""
    return warning(
        "symlink-broken", "the symbolic link leads nowhere; skipped", at, "delete it or restore its target"
    )


def not_a_file(at: Location) -> Diagnostic:
    """A pipe, socket or device among the files."""
    return warning("not-a-file", "found a pipe, socket or device, expected a file; skipped", at, "exclude it")


def no_file(found: str, at: Location) -> Diagnostic:
    """A folder, pipe, socket or device under a name by which the build looks for a file."""
    return error("no-file", f"found {found}, expected a file", at, "put a file there, or remove it")


def unreadable(reason: str, at: Location) -> Diagnostic:
    """A file or folder that the system does not let us read."""
    return error("unreadable", f"cannot be read: {reason}", at, "check its permissions, or exclude it")


def undecodable_name(at: Location) -> Diagnostic:
    """A file whose name is no text and therefore no URL."""
    return warning("undecodable-name", "the file name is not UTF-8; skipped", at, "rename the file")


def notes_below(folder: str, at: Location) -> Diagnostic:
    """The folder of a Hexo or Hugo site, whose notes lie deeper."""
    message = f'the notes lie in "{folder}/", and this is the folder around it'
    return warning("notes-below", message, at, f"give --source the folder {folder}/ itself")


def sass_skipped(at: Location) -> Diagnostic:
    """A style sheet that only Jekyll's Sass would turn into CSS."""
    return notice(
        "sass-skipped", "Sass is not compiled; the file is left out", at, "our own styles dress the pages"
    )


def too_large(size: int, limit: int, at: Location) -> Diagnostic:
    """A note beyond all reason."""
    return error(
        "too-large",
        f"the file has {size:,} bytes, expected at most {limit:,}",
        at,
        "split the note, or exclude the file",
    )


def gb18030(at: Location) -> Diagnostic:
    """A file in the older Chinese encoding."""
    return notice("gb18030", "the file is not UTF-8 and was read as GB18030", at, "save it as UTF-8")


def undecodable(offset: int, byte: int, at: Location) -> Diagnostic:
    """A byte that belongs to neither encoding; `offset` counts from 0."""
    message = f"found byte 0x{byte:02x} at offset {offset}, expected UTF-8 or GB18030"
    return error("undecodable", message, at, "save the file as UTF-8")


# ---------------------------------------------------------------- front matter and dates


def unclosed_front_matter(fence: str, at: Location) -> Diagnostic:
    """A front matter without its last line."""
    message = "the front matter opened here is never closed"
    return error("unclosed-front-matter", message, at, f"end it with a line of `{fence}`")


def late_front_matter(line: int, at: Location) -> Diagnostic:
    """Blank lines before the front matter."""
    message = f"the front matter begins on line {line}, expected line 1"
    return notice("late-front-matter", message, at, "delete the blank lines above it")


def bad_date(text: str, why: str, at: Location) -> Diagnostic:
    """A date that cannot be read; `why` names the first thing that does not fit."""
    return error("bad-date", f'cannot read the date "{text}": {why}', at, 'write it as "2019-09-23 16:58:05"')


def bad_updated(text: str, why: str, at: Location) -> Diagnostic:
    """A date of the last change that cannot be read, and is not shown."""
    return warning(
        "bad-updated", f'cannot read the date "{text}": {why}', at, 'write it as "2019-09-23 16:58:05"'
    )


def undated_page(fault: Diagnostic) -> Diagnostic:
    """A page, not a post, whose date cannot be read; `fault` says why."""
    return warning("undated-page", f"{fault.message}; the page is shown without it", fault.at, fault.help)


def undated_post(at: Location) -> Diagnostic:
    """A post whose date nothing tells."""
    message = "the post has no date in its front matter, its file name or the history; it is sorted last"
    return warning("undated-post", message, at, "add `date: 2019-09-23` to its front matter")


# ---------------------------------------------------------------- permalinks


def unknown_placeholder(name: str, template: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A `:word` in a permalink that stands for nothing."""
    message = f'unknown placeholder ":{name}" in the permalink "{template}"'
    return error("unknown-placeholder", message, at, did_you_mean(name, known).replace('mean "', 'mean ":'))


def permalink_outside(url: str, at: Location) -> Diagnostic:
    """A permalink that climbs out of the site."""
    message = f'the permalink "{url}" leads out of the site'
    return error("permalink-outside", message, at, "write it from the site's root, without `..`")


def bad_permalink(url: str, why: str, at: Location) -> Diagnostic:
    """A permalink that no file can bear."""
    return error("bad-permalink", f'the permalink "{shown(url)}" {why}', at, "choose another permalink")


# ---------------------------------------------------------------- Jekyll's tags


def unknown_tag(tag: str, at: Location, help: str = "") -> Diagnostic:
    """A tag or output that is left as written."""
    help = help or "wrap it in {% raw %} and {% endraw %} if it is meant to be read"
    return warning("unknown-tag", f"`{tag}` is not known here and stays as it is", at, help)


def unclosed_tag(tag: str, at: Location) -> Diagnostic:
    """A block tag without its end."""
    message = f"`{{% {tag} %}}` is never closed, and stays as it is"
    return warning("unclosed-tag", message, at, f"add `{{% end{tag} %}}`")


def liquid_block(tag: str, at: Location) -> Diagnostic:
    """Control tags within a note."""
    help = "write out what it prints, or wrap it in {% raw %} and {% endraw %} if it is meant to be read"
    return warning(
        "liquid-block", f"`{tag}` is a program, which is not run: left out up to its end", at, help
    )


def liquid_include(name: str, at: Location) -> Diagnostic:
    """An include that is a program."""
    message = f'"_includes/{name}" is a Liquid program, which is not run: left out'
    return warning("liquid-include", message, at, "write out what it prints, or delete the tag")


def missing_post(name: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A `post_url` to no post."""
    help = did_you_mean(name, known, "a post is named by its file, without the extension")
    return error("missing-post", f'no post is named "{name}"', at, help)


def missing_target(name: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A `link` or `ref` to no file."""
    help = did_you_mean(name, known, "a file is named by its path from the source root")
    return error("missing-target", f'no file is named "{name}"', at, help)


def missing_include(name: str, known: Iterable[str], theirs: bool, at: Location) -> Diagnostic:
    """An `include` of no file; it may have come with a theme (`theirs`), and is then left out."""
    effect = "left out, as the theme's files are not read" if theirs else "the tag stays as it is"
    help = did_you_mean(name, known, "delete the tag, or add the file")
    return warning("missing-include", f'no file of "_includes" is named "{name}"; {effect}', at, help)


def endless_include(name: str, at: Location) -> Diagnostic:
    """Includes within includes without end, or growing beyond bounds."""
    message = f'"{name}" includes itself, or the includes grow too large'
    return error("endless-include", message, at, "break the circle")
