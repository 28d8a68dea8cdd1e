"""A build that has nothing to do imports little: what it loads is counted, not timed."""

from __future__ import annotations

import json
import os
import re
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
    "difflib", "xml", "gzip", "shutil", "subprocess", "logging", "hashlib",
})
# fmt: on
"""Libraries that only a build with something to do needs."""
OURS_AT_MOST = 37
OURS_OF_A_PLAIN_BUILD = 20
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


def test_a_plain_build_with_nothing_to_do_loads_no_parser_of_arguments(tmp_path: Path) -> None:
    post = tmp_path / "content/_posts/2024-01-01-a.md"
    post.parent.mkdir(parents=True)
    post.write_text("# A\n\nText.\n", encoding="utf-8")
    os.utime(post, (1, 1))
    code = "import os, sys; os._exit = sys.exit; sys.argv = ['notes', *{}]\n"
    code += "from generator.__main__ import main\n"
    code += "try: main()\nfinally: print(*sorted(sys.modules), sep='\\n')"

    def run(*arguments: str) -> tuple[str, frozenset[str]]:
        command = [sys.executable, "-c", code.format(arguments)]
        environment = {**os.environ, "PYTHONPATH": os.fspath(ROOT)}
        ran = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        said, _, rest = ran.stdout.partition("index.html\n")
        return re.sub(r"in [\d.]+ s", "", said), frozenset(rest.splitlines())

    run("build")
    plain, modules = run("build")
    assert not modules & {"pathlib", "re", "typing", "json", "enum", "generator.build.building"}
    assert sum(name.partition(".")[0] == "generator" for name in modules) <= OURS_OF_A_PLAIN_BUILD
    parsed, more = run("build", "--source", "content")
    assert plain == parsed and "0 files written" in plain
    assert "click" not in modules and "click" in more


def test_a_plain_build_is_refused_and_broken_off_as_any_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "generator", "build"]
    environment = {**os.environ, "PYTHONPATH": os.fspath(ROOT)}
    refused = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert refused.returncode == 2 and "content" in refused.stderr
    (tmp_path / "content").mkdir()
    reading, writing = os.pipe()
    os.close(reading)
    unread = subprocess.run(
        command, cwd=tmp_path, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (unread.returncode, unread.stderr) == (1, "")


def test_what_is_to_be_done_at_the_end_of_a_plain_build_is_done(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    code = "import atexit, os, sys; atexit.register(os.mkdir, 'cleared'); sys.argv = ['notes', 'build']\n"
    code += "from generator.__main__ import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.fspath(ROOT)}
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert (tmp_path / "cleared").is_dir()


SAID = "---\ntitle: 甲😀\n---\n[x](没有😀.md)\n"


def told(folder: Path, shell: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What the shell's line comes to in a folder, `notes` being the command."""
    (folder / "content").mkdir(exist_ok=True)
    (folder / "content/a.md").write_text(SAID, encoding="utf-8")
    line = f'notes() {{ "{sys.executable}" -m generator "$@"; }}; {shell}'
    given = {**os.environ, "PYTHONPATH": os.fspath(ROOT), **environment}
    return subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=given, capture_output=True)


@pytest.mark.parametrize("asked", ["build", "build --json", "build --source content", "check", "doctor"])
@pytest.mark.parametrize(
    ("stream", "code", "said"),
    [
        (">/dev/full", {1}, "error: standard output: No space left on device"),
        (">&-", {0, 1}, ""),
        ("2>&-", {0, 1}, ""),
        ("2>/dev/full", {0, 1}, ""),
    ],
)
def test_where_nothing_can_be_told_there_is_no_traceback(
    tmp_path: Path, asked: str, stream: str, code: set[int], said: str
) -> None:
    told(tmp_path, "notes build")
    ran = told(tmp_path, f"notes {asked} {stream}")
    assert ran.returncode in code and b"Traceback" not in ran.stderr
    assert said in ran.stderr.decode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("asked", ["build --json", "check --format json"])
def test_json_can_be_read_whatever_a_terminal_spells(tmp_path: Path, encoding: str, asked: str) -> None:
    told(tmp_path, "notes build")
    ran = told(tmp_path, f"notes {asked}", PYTHONIOENCODING=encoding)
    assert not ran.stderr or b"Traceback" not in ran.stderr
    spelt = ran.stdout.decode("utf-8" if encoding == "ascii" else encoding)  # of which ASCII is a part
    assert "没有😀.md" in str(json.loads(spelt))


def test_a_folder_that_is_no_more_is_told(tmp_path: Path) -> None:
    ran = told(tmp_path, "mkdir gone; cd gone; rmdir ../gone; notes build")
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("error: the current folder is no more\n  help: ")


@pytest.mark.parametrize("clock", ["abc", "1.5", "-5", "9" * 30])
@pytest.mark.parametrize("asked", ["build", "build --source content"])
def test_a_clock_that_names_no_moment_is_told(tmp_path: Path, clock: str, asked: str) -> None:
    ran = told(tmp_path, f"notes {asked}", SOURCE_DATE_EPOCH=clock)
    assert ran.returncode == 2 and f'SOURCE_DATE_EPOCH is "{clock}"' in ran.stderr.decode()


def test_what_is_removed_is_counted(tmp_path: Path) -> None:
    told(tmp_path, "echo '# B' > content/2024-01-01-b.md; notes build")
    (tmp_path / "site/mine.txt").write_text("mine")
    assert b"files written, 1 removed; open site/index.html" in told(tmp_path, "notes build").stdout
