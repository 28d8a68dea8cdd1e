"""The wheel is whole: installed where no repository is about, it builds a site from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POST = "---\ntitle: One\ndate: 2024-01-01\n---\n\n$x$ and {cost}`resnet18.macs`\n"


def run(*command: object, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    told = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `notes` command of an environment that has the wheel, and libraries from where the tests run."""
    root = tmp_path_factory.mktemp("release")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", root / "dist", cwd=ROOT)
    (wheel,) = (root / "dist").glob("*.whl")
    venv.create(root / "env", with_pip=False)
    python = root / "env/bin/python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=root
    )  # fmt: skip
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=root).strip()
    (Path(own) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return root / "env/bin/notes"


def test_it_builds_a_site_with_no_repository_about(notes: Path, tmp_path: Path) -> None:
    where = run(notes.with_name("python"), "-c", "import generator; print(generator.__file__)", cwd=tmp_path)
    assert not Path(where.strip()).is_relative_to(ROOT)
    (tmp_path / "content/_posts").mkdir(parents=True)
    (tmp_path / "content/_posts/2024-01-01-one.md").write_text(POST)
    run(notes, "build", cwd=tmp_path)
    ours = tmp_path / "ours"
    asked = ("--source", tmp_path / "content", "--output", ours)
    run(sys.executable, "-m", "generator", "build", *asked, cwd=ROOT)
    assert files(tmp_path / "site") == files(ours)
    assert (tmp_path / "site/notes-assets").is_dir()


def files(root: Path) -> dict[Path, bytes]:
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
