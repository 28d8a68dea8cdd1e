"""From a saved file to the changed page in a real browser, beside `hugo server` and `mkdocs serve`.

Each server gets the same seeded posts, a page is opened, and one of its posts is edited again and
again. The time runs from just before the write to the moment the page's DOM holds the new text, both
by the clock of this machine; the page looks at itself with a MutationObserver.

    python bench/serve/edits.py --posts 1000 --edits 50 --peers /path/to/venv/bin
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from corpus import posts, write_blog  # noqa: E402 the folder of measurements is no package

_OURS = "notes serve"
_POST = 501
_ELSEWHERE = "post-7.html"
"""A page that nobody looks at."""
_PATIENCE = 120.0
_LOST = 20.0
"""Seconds after which an edit counts as lost, and the page is reloaded."""
_FIGURE = """---
title: A figure
date: 2012-02-03
---

```{{figure}} dilated_steps
:kernel: 3
:dilation: {dilation}
:alt: steps
mark-{mark}-end
```
"""
_NETWORK = """---
title: A network
date: 2012-02-04
---

```{{network}} own
input 3x32x32
conv 3x3 {channels} bn relu
gap
fc 10
```

```{{cost-table}} own
```

mark-{mark}-end
"""
_LOOK = r"""
  const look = () => {
    const text = document.body ? document.title + document.body.textContent : "";
    const found = /mark-(\d+)-end/.exec(text);
    if (found && found[1] !== window.seenMark) {
      window.seenMark = found[1];
      window.told(found[1], performance.timeOrigin + performance.now());
    }
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true, characterData: true});
  document.addEventListener("DOMContentLoaded", look);
"""
_LOOK_AT_STYLE = """n => new Promise(done => {
  const timer = setInterval(() => {
    if (getComputedStyle(document.querySelector("main p")).outlineOffset !== n + "px") return;
    clearInterval(timer);
    done(performance.timeOrigin + performance.now());
  }, 1);
})"""


@dataclass(frozen=True)
class Server:
    """A preview server under measurement: its command, and where the edited post and its page lie."""

    name: str
    command: tuple[str, ...]
    folder: Path
    post: Path
    page: str


def ours(folder: Path, count: int, port: int) -> Server:
    """This project's preview."""
    write_blog(folder, count)
    (folder / "theme").mkdir()
    (folder / "_posts/2012-02-03-figure.md").write_text(_FIGURE.format(dilation=3, mark=0))
    (folder / "_posts/2012-02-04-network.md").write_text(_NETWORK.format(channels=32, mark=0))
    command = [sys.executable, "-m", "generator", "serve", "--source", str(folder)]
    command += ["--port", str(port), "--templates", str(folder / "theme")]
    post = next((folder / "_posts").glob(f"*-post-{_POST}.md"))
    return Server(_OURS, tuple(command), folder.parent, post, f"post-{_POST}.html")


def hugo(folder: Path, count: int, port: int, bin: Path) -> Server:
    """`hugo server` with a small theme: pages, home, sections, tags, feed."""
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "http://example.org/"\ntitle = "Corpus"\n')
    base = '<!doctype html><title>{{ .Title }}</title><body><main>{{ block "main" . }}{{ end }}</main></body>'
    (layouts / "baseof.html").write_text(base)
    (layouts / "single.html").write_text('{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}')
    rows = '{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary }}</p>{{ end }}'
    (layouts / "list.html").write_text('{{ define "main" }}' + rows + "{{ end }}")
    for name, text in posts(count):
        (folder / "content/posts" / name[11:]).write_text(text, encoding="utf-8")
    command = (str(bin / "hugo"), "server", "--port", str(port), "--bind", "127.0.0.1")
    return Server(
        "hugo server", command, folder, folder / f"content/posts/post-{_POST}.md", f"posts/post-{_POST}/"
    )


def mkdocs(folder: Path, count: int, port: int, bin: Path) -> Server:
    """`mkdocs serve` with its own theme."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(
        f"site_name: Corpus\ndev_addr: 127.0.0.1:{port}\nuse_directory_urls: false\n"
    )
    (folder / "docs/index.md").write_text("# Corpus\n")
    for name, text in posts(count):
        (folder / "docs" / name[11:]).write_text(text, encoding="utf-8")
    command = (str(bin / "mkdocs"), "serve", "--quiet", "--livereload")
    return Server("mkdocs serve", command, folder, folder / f"docs/post-{_POST}.md", f"post-{_POST}.html")


@contextmanager
def running(server: Server, port: int) -> Iterator[str]:
    """The address of a started server, once it answers."""
    process = subprocess.Popen(  # noqa: S603 its own commands
        server.command,
        cwd=server.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/{server.page}", timeout=5).read()
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    raise RuntimeError(f"{server.name} did not start") from None
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/{server.page}"
    finally:
        process.terminate()
        process.wait(20)


class Watched:
    """A page that tells when it shows the mark of an edit."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._seen: dict[str, float] = {}
        page.expose_function("told", self._told)
        page.add_init_script(_LOOK)
        page.goto(address)
        page.wait_for_timeout(1500)

    def _told(self, mark: str, at: float) -> None:
        self._seen.setdefault(mark, at)

    def until(self, mark: int) -> float:
        """The moment (ms) at which the mark was in the DOM; infinity where it never came."""
        end = time.monotonic() + _LOST
        while str(mark) not in self._seen:
            if time.monotonic() > end:
                self.page.reload()
                return math.inf
            self.page.wait_for_timeout(20)
        return self._seen[str(mark)]


def edits(watched: Watched, save: Callable[[int], None], count: int, first: int, rest: float) -> list[float]:
    """Milliseconds from each save to the changed DOM."""
    taken = []
    for mark in range(first, first + count):
        started = time.time() * 1000
        save(mark)
        taken.append(watched.until(mark) - started)
        watched.page.wait_for_timeout(rest)
    return taken


def body_edits(watched: Watched, server: Server, count: int, first: int, rest: float) -> list[float]:
    """A sentence of the open note changes."""
    text = server.post.read_text(encoding="utf-8")

    def save(mark: int) -> None:
        server.post.write_text(f"{text}\nThis is mark-{mark}-end now.\n", encoding="utf-8")

    taken = edits(watched, save, count, first, rest)
    server.post.write_text(text, encoding="utf-8")
    watched.page.wait_for_timeout(1500)
    return taken


def title_edits(watched: Watched, server: Server, count: int, first: int) -> list[float]:
    """The title of the open note changes, and so every list that names it."""
    text = server.post.read_text(encoding="utf-8")

    def save(mark: int) -> None:
        head, title, tail = text.partition("title: ")
        server.post.write_text(f"{head}{title}mark-{mark}-end {tail}", encoding="utf-8")

    taken = edits(watched, save, count, first, 400)
    server.post.write_text(text, encoding="utf-8")
    watched.page.wait_for_timeout(1500)
    return taken


def template_edits(watched: Watched, theme: Path, count: int, first: int) -> list[float]:
    """A template that every page includes changes."""
    return edits(watched, lambda mark: _footer(theme, mark), count, first, 400)


def template_edits_elsewhere(page: Page, theme: Path, address: str, count: int, first: int) -> list[float]:
    """Likewise, timed to the answer for a page that nobody looks at: by then all are rendered."""
    taken = []
    for mark in range(first, first + count):
        started = time.time()
        _footer(theme, mark)
        while f"mark-{mark}-end".encode() not in urlopen(address, timeout=5).read():  # noqa: S310 our own
            page.wait_for_timeout(20)
        taken.append((time.time() - started) * 1000)
        page.wait_for_timeout(400)
    return taken


def _footer(theme: Path, mark: int) -> None:
    (theme / "_footer.html").write_text(f"<footer>mark-{mark}-end</footer>\n")


def figure_edits(watched: Watched, post: Path, count: int, first: int) -> list[float]:
    """A parameter of a figure changes, and so every step that is drawn of it."""

    def save(mark: int) -> None:
        post.write_text(_FIGURE.format(dilation=2 + mark % 2, mark=mark))

    return edits(watched, save, count, first, 400)


def layer_edits(watched: Watched, post: Path, count: int, first: int) -> list[float]:
    """A layer line of a network written in a note changes, and so the table of its costs."""

    def save(mark: int) -> None:
        post.write_text(_NETWORK.format(channels=32 + mark % 2, mark=mark))

    return edits(watched, save, count, first, 400)


def style_edits(page: Page, sheet: Path, count: int) -> list[float]:
    """A style sheet of the blog changes; timed to the computed style."""
    page.add_style_tag(url="/assets/own.css")
    taken = []
    for n in range(1, count + 1):
        page.wait_for_timeout(700)
        page.evaluate(f"() => {{ window.styled = ({_LOOK_AT_STYLE})({n}); }}")
        started = time.time() * 1000
        sheet.write_text(f"main p {{ outline-offset: {n}px; }}\n")
        taken.append(page.evaluate("() => window.styled") - started)
    return taken


def row(name: str, taken: list[float], beside: float | None = None) -> str:
    """A line of the table: median, 90th percentile, worst and lost, and the ratio of medians."""
    seen = sorted(time for time in taken if time < math.inf)
    median, ninety = statistics.median(seen), seen[int(len(seen) * 0.9)]
    ratio = f"{median / beside:.1f}" if beside else "1"
    lost = len(taken) - len(seen)
    return f"| {name} | {len(taken)} | {median:.0f} | {ninety:.0f} | {seen[-1]:.0f} | {lost} | {ratio} |"


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measured(server: Server, port: int, browser: Any, count: int) -> tuple[str, dict[str, list[float]]]:
    """All that is timed of one server."""
    with running(server, port) as address:
        page = browser.new_page()
        watched = Watched(page, address)
        found = {"body": body_edits(watched, server, count, 1000, 400)}
        if server.name == _OURS:
            blog = server.post.parents[1]
            few = max(3, count // 5)
            found["title"] = title_edits(watched, server, few, 2000)
            found["template"] = template_edits(watched, blog / "theme", few, 3000)
            other = address.replace(server.page, _ELSEWHERE)
            found["template, all pages"] = template_edits_elsewhere(page, blog / "theme", other, few, 3500)
            page.wait_for_timeout(1500)
            page.goto(address.replace(server.page, "figure.html"))
            page.wait_for_timeout(1500)
            found["figure"] = figure_edits(watched, blog / "_posts/2012-02-03-figure.md", few, 4000)
            page.goto(address.replace(server.page, "network.html"))
            page.wait_for_timeout(1500)
            found["layer line"] = layer_edits(watched, blog / "_posts/2012-02-04-network.md", few, 5000)
            page.goto(address)
            page.wait_for_timeout(1500)
            found["style sheet"] = style_edits(page, blog / "assets/own.css", few)
        page.close()
    return server.name, found


def main() -> None:
    """Measures, and prints a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--peers", type=Path, default=None, help="the folder of hugo and mkdocs")
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        port = free_port()
        name, found = measured(ours(Path(scratch) / "ours", asked.posts, port), port, browser, asked.edits)
        beside = statistics.median(found["body"])
        lines = [
            row(f"{name}, {kind}", taken, beside if kind != "body" else None) for kind, taken in found.items()
        ]
        for make in (hugo, mkdocs) if asked.peers else ():
            port = free_port()
            server = make(Path(scratch) / make.__name__, asked.posts, port, asked.peers)
            name, peer = measured(server, port, browser, asked.edits)
            lines.append(row(f"{name}, body", peer["body"], beside))
        browser.close()
    print("| server, edit | edits | median ms | 90 % ms | worst ms | lost | × ours |")  # noqa: T201 its purpose
    print("|---|--:|--:|--:|--:|--:|--:|")  # noqa: T201
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
