"""Faults planted in Markdown, built by us, and found at their own lines: as many as were planted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build import Options, build_site
from generator.check import check_site
from generator.terminal import progress

FRONT = "---\ntitle: {title}\ndate: 2024-0{month}-01\n---\n\n"
SOUND = {
    "_config.yml": "title: t\nurl: https://me.example\nbaseurl: /blog\nmarkdown: kramdown\n",
    "_posts/2024-01-01-first.md": FRONT.format(title="First", month=1)
    + "## 卷积核\n\nsee [the second](2024-02-01-second.md), ![net](imgs/net.png)\n\nand [a part](#卷积核)\n",
    "_posts/2024-02-01-second.md": FRONT.format(title="Second", month=2)
    + "## Kernel size\n\nback to [the first](2024-01-01-first.md#卷积核)\n",
}
POSTS = tuple(path for path in SOUND if path.endswith(".md"))
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

# Each plants exactly one fault on the one line it adds; {n} keeps them apart.
FAULTS = (
    "a [page](gone-{n}.md) that is not there",
    "a [page](gone-{n}.html) that is not there",
    "![x](imgs/gone-{n}.png)",
    "text ![x](./img/gone-{n}.png) text",
    "a [jump](#gone-{n}) on this page",
    "a [jump](2024-02-01-second.md#gone-{n}) on another",
    '<a href="gone-{n}.html">raw</a>',
    'text <a href="#gone-{n}">raw</a> text',
    '<img src="gone-{n}.png" alt="x">',
    "- in a list: [x](gone-{n}.html)",
    "> in a quote: [x](#gone-{n})",
    "[x](htp://gone-{n}.example/)",
    'text <a href="file:///home/me/gone-{n}.pdf">raw</a>',
    "**[x](../../gone-{n}.html)**",
)


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        whole = root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text, "utf-8")
    (root / "imgs").mkdir(exist_ok=True)
    (root / "imgs" / "net.png").write_bytes(PNG)


def _found(root: Path, files: dict[str, str]) -> list[tuple[str, int]]:
    """The (source path, line) of every finding of a build from `files`; (page, 0) without a source."""
    _write(root / "source", files)
    with progress(shown=False) as tell:
        build_site(Options(root / "source", root / "site"), tell)
    found = check_site(root / "site").findings
    return [(f.source.path, f.source.line) if f.source else (f"{f.page}: {f.diagnostic}", 0) for f in found]


def test_a_sound_blog_has_no_findings(tmp_path: Path) -> None:
    assert _found(tmp_path, SOUND) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    planted=st.lists(
        st.tuples(
            st.sampled_from(POSTS),
            st.sampled_from(FAULTS),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_planted_fault_is_found_once_at_its_line(
    planted: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = dict(SOUND)
    expected = []
    for number, (path, fault) in enumerate(planted):
        files[path] += "\n" + fault.format(n=number) + "\n"
        expected.append((path, files[path].count("\n")))
    assert _found(tmp_path_factory.mktemp("blog"), files) == sorted(expected)
