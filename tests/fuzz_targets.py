"""What is fuzzed: every door by which bytes of others come in, each a function that must not raise."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Message, Scope

from generator.build import Memory, Options, compile_site
from generator.build.blog_files import BlogFiles
from generator.build.drawing import _answers
from generator.build.notes import parse_one
from generator.check import Options as CheckOptions
from generator.check import check_site
from generator.check.extract import extract
from generator.config import parse_config
from generator.figures.images_file import read_images_file
from generator.model import Config, Kind, Output
from generator.serve.app import Preview, application
from generator.serve.snapshot import Compilation, first_shown
from generator.serve.stream import Stream
from generator.source.context import _parse as parse_data
from generator.source.dates import read_date
from generator.source.discover import Entry
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded, parse
from generator.source.read import decode

Target = Callable[[bytes], object]
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def _page(content: bytes, name: str = "_posts/2024-01-01-a.md", config: Config | None = None) -> None:
    """One file as a build reads it: its encoding, front matter, tags, text, and what it asks the engine."""
    config = config or Config()
    collection = "posts" if name.startswith("_posts") else ""
    entry = Entry(name, Kind.POST if collection else Kind.PAGE, collection, False, len(content), 0)
    loaded = parse(content, entry, config, drafts=True)
    if not isinstance(loaded.value, Loaded):
        assert loaded.diagnostics or loaded.value.reason != "unreadable"
        return
    include = content[:99].decode("utf-8", "replace")
    context = TagContext(config, posts=(name,), includes={"a.md": include}, data={"a": {"b": (1, 2)}})
    read = parse_one(loaded.value, context)
    page = getattr(read.value, "page", None)
    if page is not None:
        _answers(page.requests, BlogFiles(), "zh-CN")


def _text(read: Callable[[str], object]) -> Target:
    """A reader of text; what is no text never comes to it."""

    def target(content: bytes) -> None:
        text = decode(content, "a.md").value
        if text is not None:
            read(text)

    return target


def _within(before: str, after: str) -> Target:
    return lambda content: _page(before.encode() + content + after.encode())


def _data(content: bytes) -> None:
    for name in ("a.yml", "a.json", "a.csv", "a.tsv"):
        _text(lambda text, name=name: parse_data(text, name))(content)  # type: ignore[misc]


# ---------------------------------------------------------------- whole sites


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / "blog/_posts").mkdir(parents=True)
    (folder / "blog/_posts/2024-01-02-b.md").write_text("---\ntitle: B\ntags: [x]\n---\n[a](/a.html)\n")
    (folder / "site").mkdir()
    return folder


@cache
def _memory() -> Memory:
    return Memory()


def _site(content: bytes) -> None:
    """A whole site with this note in it, in memory."""
    source = _folder() / "blog"
    (source / "_posts/2024-01-01-a.md").write_bytes(content)
    compile_site(Options(source, _folder() / "out", now=NOW), lambda _phase, _done, _of: None, _memory())


def _checked(content: bytes) -> None:
    """A written site of which this is a page."""
    extract(content)
    (_folder() / "site/index.html").write_bytes(content)
    check_site(_folder() / "site", None, CheckOptions(enable=frozenset({"orphan-page", "heading-jump"})))


def _sheet(content: bytes) -> None:
    """A written site of which this is a style sheet."""
    (_folder() / "site/index.html").write_text("<!doctype html><link rel=stylesheet href=a.css>")
    (_folder() / "site/a.css").write_bytes(content)
    check_site(_folder() / "site")


# ---------------------------------------------------------------- the preview


@cache
def _preview() -> ASGIApp:
    blog = _folder() / "blog"
    (blog / "a b.txt").write_text("carried over")
    outputs = [
        Output("index.html", b"<h1 id=a>A</h1></body>"),
        Output("404.html", b"lost"),
        Output("x/index.html", b"x"),
        Output("中 文.html", b"x"),
        Output("a b.txt", origin=str(blog / "a b.txt")),
        Output("gone.png", origin=str(blog / "gone.png")),
    ]
    compiled = Compilation({output.path: output for output in outputs}, (), True)
    shown = first_shown(compiled)
    stream = Stream(blog, lambda: shown)
    stream.close()
    return application(Preview(blog, "127.0.0.1", lambda: shown, stream))


def _request(content: bytes) -> None:
    """A request of which the first line is method and target, and the others are headers."""
    first, *lines = content.split(b"\n")
    method, _, target = first.partition(b" ")
    path, _, query = target.partition(b"?")
    named = [line.partition(b":") for line in lines]
    headers = [(name.strip().lower(), value.strip()) for name, _, value in named if name.strip()]
    if not any(name == b"host" for name, _ in headers):
        headers.append((b"host", b"localhost"))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.decode("latin-1").upper() or "GET",
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 4000),
    }
    status = asyncio.run(_asked(scope))
    assert 200 <= status < 500, status


async def _asked(scope: Scope) -> int:
    """The status of one request to the preview."""
    incoming = iter(({"type": "http.request", "body": b"", "more_body": False},))
    found: list[int] = []

    async def receive() -> Message:
        return next(incoming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    await _preview()(scope, receive, send)
    (status,) = found
    return status


TARGETS: Mapping[str, Target] = {
    "note": _page,
    "safe": lambda content: _page(content, config=Config(safe=True, maths_by="mathml")),
    "html-page": lambda content: _page(content, name="a.html"),
    "front-matter": _within("---\n", "\n---\n"),
    "toml-front-matter": _within("+++\n", "\n+++\n"),
    "date": _text(lambda text: read_date(text, Config())),
    "tags": lambda content: _page(content, config=Config(extra=(("a", {"b": ("c", 1)}),))),
    "figure": _within("```{figure} ", "\n```\n"),
    "table": _within("```{cost-table} ", "\n```\n"),
    "network": _within("```{network} mine\n", "\n```\n\n{cost}`mine.macs` {rf}`mine`\n"),
    "role": _within("{cost}`", "`\n"),
    "configuration": _text(parse_config),
    "data": _data,
    "imgs.toml": _text(read_images_file),
    "site": _site,
    "html": _checked,
    "style-sheet": _sheet,
    "request": _request,
}
BITS = [
    "---\n", "title: ", "date: 2024-01-01", "[", "]", "(", ")", "$", "$$", "\\begin{align}", "\\end{align}",
    "{% raw %}", "{% endraw %}", "{% include a.md %}", "{{ site.title | date: '%Y' }}", "{{", "}}", "{:", "}",
    "`", "```\n", "~~~", "|", "|---|\n", "\n", "\n\n", "> ", "- ", "1. ", "# ", "*", "_", "<div>", "</div>",
    "<a href=", "<script>", "<!--", "-->", "[^1]", "[^1]: ", "\0", "\u202e", "中", "，", ":", "&a ", "*a",
    "!!", "'", '"', "2024-13-45 25:61", "T", "+99:99", "=", '["x"]', "figure = ", ":kernel: 9", "{cost}`",
    "==", "[[", "{% if ", "{% for x in site.data.a %}", "{% endfor %}", "{% assign x = ", "{% highlight c %}",
    "{% link ", "{% post_url ", "| where: ", "| split: ", "conv 3x3 16", "input 3x11x11", "resnet18", ".macs",
    "GET /", "HEAD ", "host: ", "range: bytes=", "if-none-match: ", "/__notes/events?page=", "%2e%2e/", "%00",
    "tags: [", "permalink: /", "redirect_from: ", "layout: ", "published: false", "defaults:\n  - scope: ",
    "collections: ", "timezone: ", "nav: ", "url(", "@import ", "srcset=", "id=", "{::comment}", "{:toc}",
    "\\frac{", "\\text{", "_{", "^{", "\\\\", "&amp;", "&#x", "inf", "nan", "1e999", "9" * 30, "-1", "0",
]  # fmt: skip
