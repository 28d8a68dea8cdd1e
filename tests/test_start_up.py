"""A build that has nothing to do imports little: what it loads is counted, not timed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# fmt: off
HEAVY = frozenset({
    "numpy", "matplotlib", "fontTools", "PIL", "pygments", "markdown_it", "jinja2", "markupsafe", "yaml",
    "rich", "brotli", "nh3", "math_core", "asyncio", "multiprocessing", "concurrent", "ctypes", "sqlite3",
    "difflib", "xml", "gzip", "shutil", "subprocess", "logging",
})
# fmt: on
"""Libraries that only a build with something to do needs."""
OURS_AT_MOST = 30
_BUILD = """
import sys
from generator.cli import main
try:
    main(["build", "--source", sys.argv[1], "--output", sys.argv[2]], prog_name="notes")
finally:
    print(*sorted(sys.modules), sep="\\n")
"""


def built(blog: Path, output: Path) -> tuple[str, frozenset[str]]:
    """What a build says in its last line, and the modules that it has loaded."""
    command = [sys.executable, "-c", _BUILD, str(blog), str(output)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    last = next(i for i, line in enumerate(said) if "files written" in line)
    return said[last], frozenset(said[last + 1 :])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules of a second build of a blog in which nothing has changed."""
    folder = tmp_path_factory.mktemp("start-up")
    post = folder / "blog/_posts/2024-01-01-a.md"
    post.parent.mkdir(parents=True)
    post.write_text("# A\n\nText.\n", encoding="utf-8")
    old = time.time() - 60  # what is younger than its file system's clock can tell is read again
    os.utime(post, (old, old))
    first, everything = built(folder / "blog", folder / "site")
    assert not first.startswith("0 files")
    assert {"markdown_it", "jinja2"} <= everything
    second, modules = built(folder / "blog", folder / "site")
    assert second.startswith("0 files")
    return modules


def test_no_heavy_library_is_loaded(loaded: frozenset[str]) -> None:
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


def test_few_modules_of_ours_are(loaded: frozenset[str]) -> None:
    ours = {name for name in loaded if name.partition(".")[0] == "generator"}
    assert len(ours) <= OURS_AT_MOST, sorted(ours)
    assert not ours & {"generator.model", "generator.build.pipeline", "generator.markdown"}
