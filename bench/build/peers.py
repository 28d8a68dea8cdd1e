"""Other generators on the same posts: what each needs written beside them, and how it is run.

Each is given what a blog of that program usually has: tags, an archive or a list, a feed where it has
one, highlighted code. Programs that are not installed are left out, by name.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import posts, write_blog

CONFIG = "baseURL = 'https://example.org/'\ntitle = 'Corpus'\n[markup.highlight]\nnoClasses = false\n"
HUGO_BASE = """\
<!doctype html><title>{{ .Title }}</title>{{ block "main" . }}{{ end }}
"""
HUGO_POST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}
{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a>{{ end }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}
"""
HUGO_LIST = """\
{{ define "main" }}{{ range (.Paginate .Pages 20).Pages }}
<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>{{ .Summary }}{{ end }}{{ end }}
"""
HUGO = {
    "layouts/_default/baseof.html": HUGO_BASE,
    "layouts/_default/single.html": HUGO_POST,
    "layouts/_default/list.html": HUGO_LIST,
}
ELEVENTY = """\
const highlight = require("@11ty/eleventy-plugin-syntaxhighlight");
module.exports = function (config) {
  config.addPlugin(highlight.default || highlight);
  config.addCollection("posts", (api) => api.getFilteredByGlob("posts/*.md"));
  return { markdownTemplateEngine: false, dir: { output: "_site", includes: "_includes" } };
};
"""
ELEVENTY_POST = """\
<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{{ content | safe }}
{% for tag in tags %}<a href="/tags/{{ tag }}/">{{ tag }}</a>{% endfor %}
"""
ELEVENTY_LIST = """\
---
pagination:
  data: collections.posts
  size: 20
permalink: "{% if pagination.pageNumber %}page{{ pagination.pageNumber }}/{% endif %}index.html"
---
{% for post in pagination.items %}<h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2>{% endfor %}
"""
ELEVENTY_TAGS = """\
---
pagination:
  data: collections
  size: 1
  alias: tag
permalink: "tags/{{ tag }}/index.html"
---
{% for post in collections[tag] %}<a href="{{ post.url }}">{{ post.data.title }}</a>{% endfor %}
"""
PELICAN = """\
SITENAME, SITEURL, TIMEZONE, PATH = "Corpus", "https://example.org", "UTC", "content"
DEFAULT_PAGINATION = 20
MARKDOWN = {"extension_configs": {"markdown.extensions.codehilite": {}, "markdown.extensions.extra": {},
            "markdown.extensions.toc": {}}, "output_format": "html5"}
"""
MKDOCS = """\
site_name: Corpus
site_url: https://example.org
markdown_extensions: [tables, fenced_code, toc, pymdownx.highlight, pymdownx.superfences, pymdownx.arithmatex]
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program: writes a site of so many posts into a folder, and is run in it."""

    name: str
    prepare: Callable[[Path, int], None]
    command: tuple[str, ...]
    made: str
    """The folder it writes, which is deleted before each cold run."""


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _posts(folder: Path, count: int) -> None:
    _write(folder, dict(posts(count)))


def _hugo(root: Path, count: int) -> None:
    _write(root, {"hugo.toml": CONFIG, **HUGO})
    _posts(root / "content/posts", count)


def _eleventy(root: Path, count: int) -> None:
    _posts(root / "posts", count)
    own = {
        ".eleventy.js": ELEVENTY,
        "_includes/post.njk": ELEVENTY_POST,
        "index.njk": ELEVENTY_LIST,
        "tags.njk": ELEVENTY_TAGS,
        "posts/posts.json": '{"layout": "post.njk"}',
    }
    _write(root, own)


def _pelican(root: Path, count: int) -> None:
    _posts(root / "content", count)
    for path in (root / "content").glob("*.md"):
        text = path.read_text(encoding="utf-8").replace("---\n", "", 1)
        head, _, body = text.partition("---\n")
        tags = head.replace("[", "").replace("]", "")
        path.write_text(f"{tags}\n{body}", encoding="utf-8")
    _write(root, {"pelicanconf.py": PELICAN})


def _mkdocs(root: Path, count: int) -> None:
    _posts(root / "docs", count)
    _write(root, {"mkdocs.yml": MKDOCS, "docs/index.md": "# Corpus\n"})


def _ours(root: Path, count: int) -> None:
    write_blog(root / "blog", count)


def peers(programs: Path | None) -> tuple[Peer, ...]:
    """The programs that are installed: on the path, or in `programs` (with `bin` or `node_modules`)."""
    ours = (sys.executable, "-m", "generator", "build", "--quiet", "--source", "blog", "--output", "site")
    known = (
        Peer("ours", _ours, ours, "site"),
        Peer("hugo", _hugo, ("hugo", "--quiet"), "public"),
        Peer("eleventy", _eleventy, ("eleventy", "--quiet"), "_site"),
        Peer("pelican", _pelican, ("pelican", "-q", "-s", "pelicanconf.py", "content"), "output"),
        Peer("mkdocs", _mkdocs, ("mkdocs", "build", "--quiet"), "site"),
    )
    found = []
    for peer in known:
        program = _program(peer.command[0], programs)
        if program:
            found.append(Peer(peer.name, peer.prepare, (program, *peer.command[1:]), peer.made))
    return tuple(found)


def _program(name: str, programs: Path | None) -> str | None:
    folders = [programs / "bin", programs / "node_modules/.bin"] if programs else []
    return next(filter(None, (shutil.which(name, path=str(f)) for f in folders)), None) or shutil.which(name)
