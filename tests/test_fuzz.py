"""Any text at all: nothing raises. Guided by coverage where atheris is installed (requirements/soak.txt),
by Hypothesis in every run. Each crash found becomes a case of the room it was found in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check.extract import extract
from generator.config import parse_config
from generator.figures.images_file import read_images_file
from generator.markdown.page import parse_page
from generator.model import Config, FrontMatter, Kind, SourceFile
from generator.source.dates import read_date
from generator.source.front_matter import read_front_matter, split
from generator.source.jekyll_tags import TagContext, expand

ROOT = Path(__file__).parents[1]
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))


def _note(text: str, name: str = "_posts/2024-01-01-a.md", config: Config | None = None) -> None:
    config = config or Config()
    parts = split(text, name)
    front = read_front_matter(parts.value, name, config, ())
    source = SourceFile(name, Kind.POST, text, text, "")
    expanded = expand(source, FrontMatter(), TagContext(config, includes={"a.md": text[:99]}))
    parse_page(expanded.value, front.value, config)


def _html(text: str) -> None:
    extract(text.encode("utf-8", "replace"))


TARGETS: Mapping[str, Callable[[str], object]] = {
    "note": _note,
    "safe": lambda text: _note(text, config=Config(safe=True, maths_by="mathml")),
    "html page": lambda text: _note(text, name="a.html"),
    "front matter": lambda text: _note(f"---\n{text}\n---\n"),
    "date": lambda text: read_date(text, Config()),
    "configuration": parse_config,
    "imgs.toml": lambda text: read_images_file(text, "imgs.toml"),
    "directive": lambda text: _note(f"```{{figure}} dilated_steps\n{text}\n```\n"),
    "html": _html,
}
_BITS = [
    "---\n", "title: ", "date: 2024-01-01", "[", "]", "(", ")", "$", "$$", "\\begin{align}", "\\end{align}",
    "{% raw %}", "{% endraw %}", "{% include a.md %}", "{{ site.title | date: '%Y' }}", "{{", "}}", "{:", "}",
    "`", "```\n", "~~~", "|", "|---|\n", "\n", "\n\n", "> ", "- ", "1. ", "# ", "*", "_", "<div>", "</div>",
    "<a href=", "<script>", "<!--", "-->", "[^1]", "[^1]: ", "\0", "\u202e", "中", "，", ":", "&a ", "*a",
    "!!", "'", '"', "2024-13-45 25:61", "T", "+99:99", "=", '["x"]', "figure = ", ":kernel: 9", "{cost}`",
    "==", "[[",
]  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_BITS), max_size=30).map("".join))


@pytest.mark.parametrize("name", TARGETS)
@given(text=texts)
def test_nothing_raises(name: str, text: str) -> None:
    TARGETS[name](text)


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.parametrize("name", TARGETS)
def test_guided_by_coverage(name: str, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        pytest.skip("atheris is not installed: pip install -r requirements/soak.txt")
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz",
            name,
            f"-max_total_time={SECONDS}",
            "-timeout=10",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3000:]
