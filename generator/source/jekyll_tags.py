"""Jekyll's tags in a note, without running anything: links, includes, highlighted code, the site's names.

Code spans, fences and formulas are opaque; only the `raw` marks inside code go, since their
authors put them there for Jekyll alone. What is not known here stays as written, with a warning.
A link to another note becomes the note's source path, which `resolve` knows how to follow.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field, replace

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Config, FrontMatter, SourceFile
from generator.problems import source as problems
from generator.source.dates import split_name
from generator.source.line_map import Lines
from generator.source.liquid import evaluate, output
from generator.source.permalink import MARKDOWN, url_of

_MOST_TEXT = 2_000_000
_CONTROL = "for if unless case assign capture paginate tablerow cycle increment decrement".split()  # noqa: SIM905

_NO_TAG = r"(?!\{%|\{\{-?\s*(?:site|page|include)\.|\{\{-?\s*[\"'])"
_OPAQUE = rf"""
    (?P<fence>
        ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<mark>`{{3,}}|~{{3,}})[^\n]*\n
        (?s:.*?)(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)
    )
  | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:[^\n]|\n(?!\s*\n))+?(?<!`)(?P=ticks)(?!`))
  | (?P<maths>
        \$\$(?:{_NO_TAG}(?s:.))+?\$\$
      | \$(?![\s$])(?:{_NO_TAG}(?:[^$\n\\]|\\.|\n(?!\s*\n)))+?(?<!\s)\$(?!\d)
      | \\begin\{{(?P<env>[a-z]+\*?)\}}(?:{_NO_TAG}(?s:.))+?\\end\{{(?P=env)\}}
      | \\\\\((?:{_NO_TAG}(?s:.))+?\\\\\) | \\\\\[(?:{_NO_TAG}(?s:.))+?\\\\\]
    )
  | (?P<escape>\\[`$])
"""
_MARKUP = r"""
    (?P<raw>\{%-?\s*raw\s*-?%\}(?P<raw_text>(?s:.*?))\{%-?\s*endraw\s*-?%\})
  | (?P<comment>\{%-?\s*comment\s*-?%\}(?s:.*?)\{%-?\s*endcomment\s*-?%\})
  | (?P<highlight>\{%-?\s*(?P<block>highlight|codeblock)\b(?P<language>[^%]*?)-?%\}
        (?P<highlighted>(?s:.*?))\{%-?\s*end(?P=block)\s*-?%\})
  | (?P<shortcode>\{\{[<%]\s*(?P<short_name>/?\w+)(?P<short_rest>(?s:.*?))[%>]\}\})
  | (?P<output>\{\{-?(?P<expression>(?:[^{}\n"']|"[^"\n]*"|'[^'\n]*')*?)-?\}\})
  | (?P<tag>\{%-?\s*(?P<name>\w+)\b(?P<rest>(?s:.*?))-?%\})
"""
# In Jekyll a `raw` may enclose a fence, so markup is tried first at each place.
_TOKEN = re.compile(f"{_MARKUP}|{_OPAQUE}", re.X | re.M)
_RAW_MARKS = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_WORDS = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_PARAMETER = re.compile(r"([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s\"']+)")


@dataclass(frozen=True, slots=True)
class TagContext:
    """What tags may refer to, the same for all notes: paths from the source root, and texts."""

    config: Config
    posts: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    includes: dict[str, str] = field(default_factory=dict)
    data: dict[str, object] = field(default_factory=dict)


def expand(source: SourceFile, front: FrontMatter, context: TagContext) -> Checked[SourceFile]:
    """The file with its tags replaced. Its `lines` say where each line of the new body stands."""
    if "{{" not in source.body and "{%" not in source.body:
        return Checked(source)
    expander = _Expander(source, _scope(source, front, context), context)
    lines = expander.run(source.body)
    return Checked(
        replace(source, body=lines.text(), lines=lines.map()), tuple(dict.fromkeys(expander.diagnostics))
    )


def is_liquid_page(text: str) -> bool:
    """Whether a text is a Liquid program: it holds control tags outside code and `raw`."""
    if "{%" not in text:
        return False
    return any(found["tag"] and found["name"] in _CONTROL for found in _TOKEN.finditer(text))


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
        line, done = 1, 0
        for found in _TOKEN.finditer(text):
            line = lines.keep(text[done : found.start()], line)
            end = line + found[0].count("\n")
            at = self._at or Location(self._source.path, line)
            new = self._replacement(found, lines.last_line, at)
            if new == found[0]:
                lines.keep(new, line)
            else:
                lines.put(new, line, end)
            line, done = end, found.end()
        lines.keep(text[done:], line)
        return lines

    def _replacement(self, found: re.Match[str], before: str, at: Location) -> str:
        match found.lastgroup:
            case "raw":
                return found["raw_text"]
            case "comment":
                return ""
            case "highlight":
                return _code_block(found, before, self._source)
            case "fence" | "code":
                return _RAW_MARKS.sub("", found[0])
            case "output":
                value = output(found["expression"].strip(), self._scope, self._context.config)
                return self._unknown(found, at) if value is None else value
            case "tag":
                return self._tag(found, found["name"], found["rest"].strip(), at)
            case "shortcode":
                return self._tag(found, found["short_name"], found["short_rest"].strip(), at)
            case _:
                return found[0]

    def _tag(self, found: re.Match[str], name: str, rest: str, at: Location) -> str:
        match name:
            case "include" | "include_cached":
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
        return self._unknown(found, at)

    def _unknown(self, found: re.Match[str], at: Location) -> str:
        self.diagnostics.append(problems.unknown_tag(found[0].split("\n", 1)[0], at))
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
        if target is None:
            self.diagnostics.append(problems.missing_target(name, self._context.files, at))
            return found[0]
        return (
            "/" + addresses.encode(target) + (f"#{addresses.encode_fragment(fragment)}" if fragment else "")
        )

    def _asset(self, name: str, words: tuple[str, ...]) -> str:
        """Hexo's picture of a post: in the folder named as the post, else beside it."""
        at = next((i for i, word in enumerate(words) if re.search(r"\.\w{2,5}$", word)), 0)
        file = words[at]
        title = " ".join(word for word in words[at + 1 :] if not word.isdigit())
        own = self._source.path.rpartition(".")[0]
        beside = f"{own.rpartition('/')[2]}/{file}"
        path = addresses.encode(beside if f"{own}/{file}" in self._context.files else file)
        return path if name == "asset_path" else f"![{title}]({path})"

    # ------------------------------------------------------------ includes

    def _include(self, found: re.Match[str], rest: str, at: Location) -> str:
        name, arguments = [*rest.split(None, 1), "", ""][:2]
        text = self._context.includes.get(name)
        if text is None:
            self.diagnostics.append(problems.missing_include(name, self._context.includes, at))
            return found[0]
        if is_liquid_page(text):
            help = f"_includes/{name} is a Liquid program, and programs are not run"
            self.diagnostics.append(problems.unknown_tag(found[0].split("\n", 1)[0], at, help))
            return found[0]
        self._note._included += len(text) + 1
        if name in self._within or self._note._included > _MOST_TEXT:
            self.diagnostics.append(problems.endless_include(name, at))
            return found[0]
        given = {key: self._argument(raw) for key, raw in _PARAMETER.findall(arguments)}
        scope = self._scope | {"include": given}
        inner = _Expander(self._source, scope, self._context, (*self._within, name), self._note, at)
        expanded = inner.run(text.rstrip("\n")).text()
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
    code = _RAW_MARKS.sub("", found["highlighted"])
    code = re.sub(r"\A[ \t]*\n|\n[ \t>]*\Z", "", code)
    if not source.path.lower().endswith(MARKDOWN):
        return f'<pre><code class="language-{html.escape(language)}">{html.escape(code)}</code></pre>'
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    indent = before if not before.strip(" \t>") else ""
    opening = "" if indent == before or re.fullmatch(r"[\s>]*(?:[-*+]|\d+\.)\s+", before) else "\n\n"
    numbered = f"\n{indent}{{: .linenos}}" if any(o.startswith("linenos") for o in options) else ""
    return f"{opening}{fence}{language}\n{code}\n{indent}{fence}{numbered}"


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(groups) for groups in _WORDS.findall(text))


def _parameters(text: str) -> dict[str, str]:
    return {key: value.strip("\"'") for key, value in _PARAMETER.findall(text)}


def _post_name(path: str) -> str:
    """A post as `post_url` names it: without extension and the folder `_posts`."""
    return "/".join(part for part in path.rpartition(".")[0].split("/") if part not in ("_posts", "_drafts"))


def _bare_name(path: str) -> str:
    return _post_name(path).rpartition("/")[2]
