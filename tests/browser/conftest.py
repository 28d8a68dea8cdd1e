"""A real Chromium on two built sites, served from loopback: our own content, and one of every kind."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from generator.build import Options, build_site
from generator.figures.registry import KINDS
from generator.terminal import progress

ROOT = Path(__file__).parents[2]
DILATED = "```{explorer}\n:input: 9\n:stride: 1\n:dilation: 2\n:groups: 1\n```"
EXAMPLES = Path(__file__).parent / "blog"
"""A blog with every kind of page and element; its `baseurl` is PREFIX."""
PREFIX = "/notes"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files below a prefix without writing a line for each; all else is the site's 404 page."""

    def __init__(self, *args: object, prefix: str, **kwargs: object) -> None:
        """A handler of one request for a site that stands at `prefix`."""
        self._prefix = prefix
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came

    def translate_path(self, path: str) -> str:
        """The file of a path, one that does not exist for a path beyond the prefix."""
        inside = path.startswith(f"{self._prefix}/")
        return super().translate_path(path.removeprefix(self._prefix) if inside else "/nowhere")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path, prefix: str = "") -> Iterator[str]:
    """Where a folder is served, with the prefix."""
    handler = functools.partial(Quiet, directory=str(folder), prefix=prefix)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{prefix}"
    server.shutdown()
    server.server_close()


def built_from(source: Path, output: Path) -> Path:
    """A source built into `output`."""
    with progress(shown=False) as tell:
        report = build_site(Options(source, output), tell)
    assert report.published, report.diagnostics
    return output


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """content/ built into a folder of its own."""
    return built_from(ROOT / "content", tmp_path_factory.mktemp("browser") / "site")


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blog of every kind, built."""
    return built_from(EXAMPLES, tmp_path_factory.mktemp("kinds") / "site")


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where content/ is served."""
    with served(built) as at:
        yield at


@pytest.fixture(scope="session")
def prefixed(kinds: Path) -> Iterator[str]:
    """Where the blog of every kind is served: below its `baseurl`."""
    with served(kinds, PREFIX) as at:
        yield at


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a blog of figures is served: every kind on one page, explorers, steps, a page without."""
    folder = tmp_path_factory.mktemp("figures")
    posts = {
        "every": (
            "每一种图",
            "zh-CN",
            "\n\n".join(f"## {kind}\n\n```{{figure}} {kind}\n```" for kind in KINDS),
        ),
        "explorers": ("探索", "zh-CN", f"```{{explorer}}\n```\n\n文字。\n\n{DILATED}\n\n## 跳\n"),
        "english": ("Explore", "en", "```{explorer}\n:kernel: 5\n```\n"),
        "steps": ("步骤", "zh-CN", "![空洞卷积](imgs/空洞卷积.gif)\n"),
        "plain": ("文字", "zh-CN", "只有文字。\n"),
    }
    (folder / "blog" / "_posts").mkdir(parents=True)
    (folder / "blog" / "_config.yml").write_text("title: 图\n", encoding="utf-8")
    entry = '["imgs/空洞卷积.gif"]\nfigure = "dilated_steps"\n'
    (folder / "blog" / "imgs.toml").write_text(entry, encoding="utf-8")
    for name, (title, lang, text) in posts.items():
        front = f"---\ntitle: {title}\nlang: {lang}\npermalink: /{name}.html\n---\n"
        (folder / "blog" / "_posts" / f"2020-01-01-{name}.md").write_text(front + text, encoding="utf-8")
    with served(built_from(folder / "blog", folder / "site")) as at:
        yield at


class Visit:
    """A page with everything that went wrong on it."""

    def __init__(self, page: Page) -> None:
        """Listens to the console, to failed requests and to answers of 400 and more."""
        self.page = page
        self.faults: list[str] = []
        self.off_site: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda r: self.faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith(("http://127.0.0.1", "data:")) else self.off_site.append(r.url)
            ),
        )

    def _failed(self, request: Request) -> None:
        """Notes a request, unless it was broken off by our going on to the next page."""
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} ({request.failure})")

    def open(self, url: str) -> Page:
        """The page of an address, its formulas set and its fonts there."""
        self.page.goto(url)
        self.page.wait_for_function(
            "() => !window.MathJax || MathJax.startup && MathJax.startup.promise.then(() => true)"
        )
        self.page.wait_for_function("() => !document.documentElement.classList.contains('setting')")
        return self.page


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Visit(context.new_page())
    context.close()
