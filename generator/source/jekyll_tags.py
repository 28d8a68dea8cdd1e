"""Jekyll's tags in a note, without running anything: links, includes, highlighted code, the site's names.

Code spans, fences and formulas are opaque; only the `raw` marks inside code go, since their
authors put them there for Jekyll alone. What is not known here stays as written, with a warning.
A link to another note becomes the note's source path, which `resolve` knows how to follow.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Config, FrontMatter, SourceFile
from generator.patterns import pattern
from generator.problems import source as problems
from generator.records import dataclass, field, replace
from generator.source.dates import split_name
from generator.source.line_map import Lines
from generator.source.liquid import evaluate, output, truth
from generator.source.markup import BLOCKS, CONTROL, RAW_MARKS, block_ends, branches, has_control, marks
from generator.source.permalink import MARKDOWN, url_of
from generator.source.stand_ins import stand_in

_MOST_TEXT = 2_000_000
_MOST_SHOWN = 60
_PROGRAM = frozenset({"liquid-block", "unknown-tag", "unclosed-tag"})
"""What an include that has control tags must not leave behind."""
_OUTPUT = pattern(r"\{\{-?\s*(.*?)\s*-?\}\}")
_WORDS = pattern(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_PARAMETER = pattern(r"([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s\"']+)")


@dataclass(frozen=True, slots=True)
class TagContext:
    """What tags may refer to, the same for all notes: paths from the source root, and texts."""

    config: Config
    posts: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    includes: dict[str, str] = field(default_factory=dict)
    data: dict[str, object] = field(default_factory=dict)
    relatives: dict[str, str] = field(default_factory=dict)
    """The texts that notes include by their path from the source root."""

    @property
    def theme(self) -> bool:
        """Whether the blog is dressed by a theme that lies elsewhere, with includes of its own."""
        named = dict(self.config.extra)
        return bool(named.get("theme") or named.get("remote_theme"))


def expand(source: SourceFile, front: FrontMatter, context: TagContext) -> Checked[SourceFile]:
    """The file with its tags replaced. Its `lines` say where each line of the new body stands."""
    if "{{" not in source.body and "{%" not in source.body:
        return Checked(source)
    expander = _Expander(source, _scope(source, front, context), context)
    lines = expander.run(source.body)
    return Checked(
        replace(source, body=lines.text(), lines=lines.map()), tuple(dict.fromkeys(expander.diagnostics))
    )


def _scope(source: SourceFile, front: FrontMatter, context: TagContext) -> dict[str, object]:
    config = context.config
    url = url_of(source, front, config)
    site: dict[str, object] = dict(config.extra)
    site |= {"title": config.title, "description": config.description, "url": config.url}
    site |= {"baseurl": config.baseurl, "data": context.data}
    page: dict[str, object] = dict(front.extra) | {"path": source.path}
    page |= {"title": front.title, "url": url.value, "id": url.value.removesuffix(".html")}
    page |= {"date": front.date, "categories": front.categories, "tags": front.tags}
    return {"site": site, "page": page}


class _Expander:
    """One text's expansion: a note, or an include within it."""

    def __init__(
        self,
        source: SourceFile,
        scope: dict[str, object],
        context: TagContext,
        within: tuple[str, ...] = (),
        note: _Expander | None = None,
        at: Location | None = None,
    ) -> None:
        """For an include, `within` names those around it, `note` is the outermost text's expander,
        and `at` the place of the tag in it, where the include's own problems are reported.
        """
        self.diagnostics: list[Diagnostic] = []
        self._note = note or self
        self._included = 0
        self._source = source
        self._scope = scope
        self._context = context
        self._within = within
        self._at = at

    def run(self, text: str) -> Lines:
        """The text with its tags replaced."""
        lines = Lines()
        found = marks(text, self._source.path.lower().endswith(MARKDOWN))
        ends = block_ends(found)
        line, done = 1, 0
        for index, mark in enumerate(found):
            if mark.start() < done:
                continue
            last = ends.get(index, index)
            line = lines.keep(text[done : mark.start()], line)
            written = text[mark.start() : found[last].end()]
            end = line + written.count("\n")
            at = self._at or Location(self._source.path, line)
            block = found[index : last + 1]
            new = self._block(block, at) if last > index else self._replacement(mark, lines, at)
            if new == written:
                lines.keep(new, line)
            else:
                lines.put(new, line, end)
            line, done = end, found[last].end()
        lines.keep(text[done:], line)
        return lines

    def _replacement(self, found: re.Match[str], before: Lines, at: Location) -> str:
        match found.lastgroup:
            case "raw":
                return found["raw_text"]
            case "comment":
                return ""
            case "highlight":
                return _code_block(found, before.last_line, self._source)
            case "fence" | "code":
                return RAW_MARKS.sub("", found[0])
            case "output":
                return self._output(found, at)
            case "tag":
                return self._tag(found, found["name"], found["rest"].strip(), at)
            case "shortcode":
                return self._tag(found, found["short_name"], found["short_rest"].strip(), at)
            case _:
                return found[0]

    def _output(self, found: re.Match[str], at: Location) -> str:
        expression = found["expression"].strip()
        value = output(expression, self._scope, self._context.config)
        if value is None and self._within and expression.startswith("include."):
            return ""  # a parameter that was not given
        return self._unknown(found, at) if value is None else value

    def _tag(self, found: re.Match[str], name: str, rest: str, at: Location) -> str:
        match name:
            case "include" | "include_cached" | "include_relative":
                return self._include(found, rest, at)
            case "post_url" | "post_path":
                return self._post_url(found, rest, at)
            case "post_link":
                return self._post_link(found, rest, at)
            case "link" | "ref" | "relref":
                return self._link(found, rest, at)
            case "gist" if words := _words(rest):
                return f"[gist {words[0]}](https://gist.github.com/{addresses.encode(words[0])})"
            case "asset_img" | "asset_path" if words := _words(rest):
                return self._asset(name, words)
            case "figure" if (given := _parameters(rest)) and "src" in given:
                return f"![{given.get('alt') or given.get('title', '')}]({addresses.encode(given['src'])})"
            case "raw" | "comment" | "highlight":
                self.diagnostics.append(problems.unclosed_tag(name, at))
                return found[0]
        if name in BLOCKS:
            self.diagnostics.append(problems.unclosed_tag(name, at))
            return found[0]
        return self._left_out(found, at) if name in CONTROL else self._unknown(found, at)

    def _unknown(self, found: re.Match[str], at: Location) -> str:
        self.diagnostics.append(problems.unknown_tag(_shown(found[0]), at))
        return found[0]

    # ------------------------------------------------------------ links

    def _post_url(self, found: re.Match[str], rest: str, at: Location) -> str:
        name = rest.strip("\"' ")
        path = self._post(name)
        if path is None:
            known = {_post_name(post) for post in self._context.posts}
            self.diagnostics.append(problems.missing_post(name, known, at))
            return found[0]
        return "/" + addresses.encode(path)

    def _post_link(self, found: re.Match[str], rest: str, at: Location) -> str:
        name, *title = _words(rest) or ("",)
        href = self._post_url(found, name, at)
        return href if href == found[0] else f"[{' '.join(title) or name}]({href})"

    def _post(self, name: str) -> str | None:
        """The path of the post that a name means: its file's, with or without date or folders."""
        wanted = name.strip("/")
        for form in (_post_name, _bare_name, lambda post: split_name(_bare_name(post))[1]):
            path = next((post for post in self._context.posts if wanted in (form(post), post)), None)
            if path is not None:
                return path
        return None

    def _link(self, found: re.Match[str], rest: str, at: Location) -> str:
        name, _, fragment = (_words(rest) or ("",))[0].partition("#")
        value = (
            output(name[2:-2].strip(), self._scope, self._context.config) if name.startswith("{{") else name
        )
        path = (value or name).lstrip("/")
        candidates = (path, f"{path}.md", f"content/{path}", f"{posixpath.dirname(self._source.path)}/{path}")
        target = next((c for c in candidates if c in self._context.files), None) or self._post(path)
        if target is None and found["shortcode"]:
            target = self._below(path)
        if target is None:
            self.diagnostics.append(problems.missing_target(name, self._context.files, at))
            return found[0]
        return (
            "/" + addresses.encode(target) + (f"#{addresses.encode_fragment(fragment)}" if fragment else "")
        )

    def _below(self, path: str) -> str | None:
        """Hugo's path from some folder of contents: the file that ends so, in this note's folders first."""
        names = (f"/{path}", f"/{path}.md", f"/{path}/index.md")
        found = sorted(file for file in self._context.files if file.endswith(names))
        own = self._source.path
        return max(found, key=lambda file: len(posixpath.commonprefix((file, own))), default=None)

    def _asset(self, name: str, words: tuple[str, ...]) -> str:
        """Hexo's picture of a post: in the folder named as the post, else beside it."""
        at = next((i for i, word in enumerate(words) if re.search(r"\.\w{2,5}$", word)), 0)
        file = words[at]
        title = " ".join(word for word in words[at + 1 :] if not word.isdigit())
        own = self._source.path.rpartition(".")[0]
        beside = f"{own.rpartition('/')[2]}/{file}"
        path = addresses.encode(beside if f"{own}/{file}" in self._context.files else file)
        return path if name == "asset_path" else f"![{title}]({path})"

    # ------------------------------------------------------------ control tags

    def _block(self, block: Sequence[re.Match[str]], at: Location) -> str:
        """A block of control tags, which is left out: nothing is run.

        But an include's conditions on what it is given only say which of its texts is meant.
        """
        if self._within and block[0]["name"] in ("if", "unless"):
            chosen = self._chosen(block)
            if chosen is not None:
                return self._inner(self._scope, self._within, at, chosen)
        return self._left_out(block[0], at)

    def _chosen(self, block: Sequence[re.Match[str]]) -> str | None:
        """The branch whose condition holds, None where that cannot be told."""
        negated = block[0]["name"] == "unless"
        for condition, text in branches(block):
            holds = truth(condition, self._scope) if condition else True
            if holds is None:
                return None
            if holds != (negated and bool(condition)):
                return text
            negated = False
        return ""

    def _left_out(self, found: re.Match[str], at: Location) -> str:
        self.diagnostics.append(problems.liquid_block(_shown(found[0]), at))
        return ""

    # ------------------------------------------------------------ includes

    def _include(self, found: re.Match[str], rest: str, at: Location) -> str:
        shown = _OUTPUT.sub(lambda part: output(part[1], self._scope, self._context.config) or part[0], rest)
        name, arguments = [*shown.split(None, 1), "", ""][:2]
        name = name.strip("\"'")
        text = self._text_of(found["name"], name)
        if text is None:
            theirs = self._context.theme and found["name"] != "include_relative"
            self.diagnostics.append(problems.missing_include(name, self._context.includes, theirs, at))
            return self._stand_in(name, self._given(arguments)) if theirs else found[0]
        self._note._included += len(text) + 1
        if name in self._within or self._note._included > _MOST_TEXT:
            self.diagnostics.append(problems.endless_include(name, at))
            return found[0]
        given = self._given(arguments)
        before = len(self.diagnostics)
        expanded = self._inner(self._scope | {"include": given}, (*self._within, name), at, text.rstrip("\n"))
        said = {problem.code for problem in self.diagnostics[before:]}
        if said & _PROGRAM and has_control(marks(text, note=False)):
            # What it would show cannot be told: half of it would be worse than none.
            self.diagnostics[before:] = [problems.liquid_include(name, at)]
            return self._stand_in(name, given)
        return expanded

    def _given(self, arguments: str) -> dict[str, object]:
        return {key: self._argument(raw) for key, raw in _PARAMETER.findall(arguments)}

    def _stand_in(self, name: str, given: Mapping[str, object]) -> str:
        return stand_in(name, given) if self._source.path.lower().endswith(MARKDOWN) else ""

    def _text_of(self, tag: str, name: str) -> str | None:
        if tag != "include_relative":
            return self._context.includes.get(name)
        folder = posixpath.dirname(self._source.path)
        return self._context.relatives.get(posixpath.normpath(posixpath.join(folder, name)))

    def _inner(self, scope: dict[str, object], within: tuple[str, ...], at: Location, text: str) -> str:
        """A text that stands within this one, expanded."""
        inner = _Expander(self._source, scope, self._context, within, self._note, at)
        expanded = inner.run(text).text()
        self.diagnostics += inner.diagnostics
        return expanded

    def _argument(self, raw: str) -> object:
        if raw[0] in "\"'":
            return raw[1:-1].replace("\\" + raw[0], raw[0])
        return evaluate(raw, self._scope)


# ---------------------------------------------------------------- pieces of syntax


def _code_block(found: re.Match[str], before: str, source: SourceFile) -> str:
    """A `highlight` block as a fence (in HTML as `<pre>`); `linenos` becomes a class."""
    options = found["language"].split()
    if found["block"] == "codeblock":
        # Hexo puts a title first, and the language behind "lang:".
        language = next((o.removeprefix("lang:") for o in options if o.startswith("lang:")), "")
    else:
        language = options[0] if options else ""
    code = RAW_MARKS.sub("", found["highlighted"])
    code = re.sub(r"\A[ \t]*\n|\n[ \t>]*\Z", "", code)
    if not source.path.lower().endswith(MARKDOWN):
        return f'<pre><code class="language-{html.escape(language)}">{html.escape(code)}</code></pre>'
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    indent = before if not before.strip(" \t>") else ""
    opening = "" if indent == before or re.fullmatch(r"[\s>]*(?:[-*+]|\d+\.)\s+", before) else "\n\n"
    numbered = f"\n{indent}{{: .linenos}}" if any(o.startswith("linenos") for o in options) else ""
    return f"{opening}{fence}{language}\n{code}\n{indent}{fence}{numbered}"


def _shown(tag: str) -> str:
    """A tag on one line, for a message."""
    line = " ".join(tag.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(groups) for groups in _WORDS.findall(text))


def _parameters(text: str) -> dict[str, str]:
    return {key: value.strip("\"'") for key, value in _PARAMETER.findall(text)}


def _post_name(path: str) -> str:
    """A post as `post_url` names it: without extension and the folder `_posts`."""
    return "/".join(part for part in path.rpartition(".")[0].split("/") if part not in ("_posts", "_drafts"))


def _bare_name(path: str) -> str:
    return _post_name(path).rpartition("/")[2]
