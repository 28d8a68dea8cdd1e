"""The rules of the house, read off the source: layers, sizes, one door for each library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "generator").rglob("*.py"))

DOORS = {
    "markdown_it": ("markdown",),
    "mdit_py_plugins": ("markdown",),
    "jinja2": ("render",),
    "markupsafe": ("render",),
    "pygments": ("render",),
    "mathjax": ("render",),
    "math_core": ("markdown",),
    "nh3": ("markdown",),
    "matplotlib": ("figures",),
    "PIL": ("figures",),
    "fontTools": ("figures",),
    "pylopdf_fonts_zh_cn": ("figures",),
    "numpy": ("engine", "figures"),
    "onnx": ("onnx_reader.py",),
    "yaml": ("yaml_reader",),
    "selectolax": ("check",),
    "tinycss2": ("check",),
    "ada_url": ("check",),
    "aiohttp": ("check",),
    "brotli": ("output",),
    "starlette": ("serve",),
    "uvicorn": ("serve",),
    "h11": ("serve",),
    "watchfiles": ("serve",),
    "click": ("cli.py", "terminal.py", "check", "commands"),
    "rich": ("terminal.py", "commands"),
}


def imports(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a module imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_a_house() -> None:
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: length(f) for f in functions if length(f) >= 40}
    assert not long


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A function's lines without its docstring: what has to be held in mind at once."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_each_library_has_one_door(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    room = path.relative_to(ROOT / "generator").parts[0]
    strangers = [p for p in imports(tree) if p in DOORS and room not in DOORS[p]]
    assert not strangers


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_state_at_module_level(path: Path) -> None:
    """A literal list at module level could be changed by anyone; constants are frozen."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    mutable = [
        ast.unparse(node).splitlines()[0]
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.List | ast.ListComp | ast.SetComp)
        and ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target) != "__all__"
    ]
    assert not mutable


def test_the_engine_imports_alone() -> None:
    code = (
        "import sys, generator.engine;"
        "print(sorted(m for m in sys.modules if m.startswith('generator.') "
        "and not m.startswith('generator.engine')))"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_data_classes_are_quick_to_make(path: Path) -> None:
    """The engine, which imports alone and is imported seldom, has those of the standard library."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "dataclasses"]
    names = {alias.name for node in asked for alias in node.names}
    free = "engine" in path.parts or path.name == "records.py"
    assert free or not names & {"dataclass", "replace", "is_dataclass"}


def test_layers_hold() -> None:
    out = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stdout


def test_the_project_names_no_registry_and_no_workplace() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("no git checkout: the list of files is unknown")
    words = (
        "py" + "pi.org",
        "files.python" + "hosted",
        "npm" + "js.org",
        "deb." + "debian.org",
        "." + "library/",
    )
    for path in tracked.stdout.splitlines():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        assert not [word for word in words if word in text], path
