"""What is released is whole: where no repository is about, it builds a site from an empty folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
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


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def notes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `notes` command of an environment with what was packed, and libraries from where tests run."""
    root = tmp_path_factory.mktemp("release")
    run(sys.executable, "-m", "hatchling", "build", "-t", request.param, "-d", root / "dist", cwd=ROOT)
    (packed,) = (root / "dist").iterdir()
    venv.create(root / "env", with_pip=False)
    python = root / "env/bin/python"
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=root).strip()
    (Path(own) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    alone = ("--no-deps", "--no-index", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "--python", python, "install", *alone, packed, cwd=root)
    return root / "env/bin/notes"


def test_it_builds_a_site_with_no_repository_about(notes: Path, tmp_path: Path) -> None:
    builds_as_here(notes, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_release(tmp_path: Path) -> None:
    """`make release` as it stands, and each of its packages by pip into an environment that has nothing."""
    repository = tmp_path / "repository"
    run("git", "clone", "--quiet", "--no-local", ROOT, repository, cwd=tmp_path)
    run("make", "release", f"PYTHON={sys.executable}", cwd=repository)
    dist = repository / "dist"
    wheel, sdist = next(dist.glob("*.whl")), next(dist.glob("*.tar.gz"))
    sums = {line[66:]: line[:64] for line in (dist / "SHA256SUMS").read_text().splitlines()}
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dist.iterdir()
        if path.name != "SHA256SUMS"
    }
    bill = json.loads((dist / "sbom.cdx.json").read_text())
    assert bill["metadata"]["component"]["version"] == wheel.name.split("-")[1]
    listed = {normal(part["name"]): part["version"] for part in bill["components"]}
    pinned = re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements/site.txt").read_text(), re.MULTILINE)
    unpinned = listed.items() - {(normal(name), version) for name, version in pinned}
    assert not unpinned  # a package may be pinned twice, for one Python and another
    declared = re.findall(r'^  "([\w-]+)[>=]', (ROOT / "pyproject.toml").read_text(), re.M)
    assert {normal(name) for name in declared} <= listed.keys() | {"aiohttp", "onnx", "distributed"}
    licences = (dist / "licences.md").read_text()
    assert "UNKNOWN" not in licences
    assert all(name in normal(licences) for name in listed)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in listed.items()))
    for packed in (wheel, sdist):
        venv.create(tmp_path / packed.name, with_pip=False)
        python = tmp_path / packed.name / "bin/python"
        run(
            sys.executable,
            "-m",
            "pip",
            "--python",
            python,
            "install",
            "-c",
            constraints,
            packed,
            cwd=tmp_path,
        )
        (tmp_path / f"built-{packed.name}").mkdir()
        builds_as_here(python.with_name("notes"), tmp_path / f"built-{packed.name}")


def builds_as_here(notes: Path, root: Path) -> None:
    """That command, far from the repository, makes the site that the repository makes."""
    where = run(notes.with_name("python"), "-c", "import generator; print(generator.__file__)", cwd=root)
    assert not Path(where.strip()).is_relative_to(ROOT)
    (root / "content/_posts").mkdir(parents=True)
    (root / "content/_posts/2024-01-01-one.md").write_text(POST)
    run(notes, "build", cwd=root)
    ours = root / "ours"
    asked = ("--source", root / "content", "--output", ours)
    run(sys.executable, "-m", "generator", "build", *asked, cwd=ROOT)
    assert files(root / "site") == files(ours)
    assert (root / "site/notes-assets").is_dir()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def files(root: Path) -> dict[Path, bytes]:
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
