"""docs/problems.md lists every diagnostic; `make golden` writes it anew from the constructors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "problems.md"
ROOMS = {
    "source": "Source files",
    "markdown": "Markdown",
    "resolve": "Addresses and links",
    "figures": "Figures",
    "tables": "Tables and numbers",
    "render": "Templates",
    "build": "The build",
    "serve": "The preview",
    "check": "Checking a written site",
}
SEVERITIES = {"error": "error", "fault": "error", "warning": "warning", "notice": "notice"}
HEAD = """# Problems

Every diagnostic, by its code. An error leaves the last good site in place, a warning fails `make check`,
a notice is printed only.
"""
TABLE = "\n## {}\n\n| code | severity | what it says |\n|---|---|---|\n"
STALE = "docs/problems.md is not what the constructors say: run `make golden` and commit it"


def constructors(path: Path) -> Iterator[tuple[str, str, str]]:
    """(code, severity, meaning) of each constructor of a room."""
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        meaning = (ast.get_docstring(function) or "").split("\n\n")[0].replace("\n", " ")
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SEVERITIES:
                for code in codes(call.args[0], function):
                    yield code, SEVERITIES[call.func.id], meaning


def codes(argument: ast.expr, function: ast.FunctionDef) -> list[str]:
    """The codes that a constructor may give: a literal, or those that a name of it chooses between."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    given = (n for n in ast.walk(function) if isinstance(n, ast.Assign) and isinstance(argument, ast.Name))
    chosen = (n.value for n in given if ast.unparse(n.targets[0]) == ast.unparse(argument))
    arms = [arm for value in chosen if isinstance(value, ast.IfExp) for arm in (value.body, value.orelse)]
    return [str(arm.value) for arm in arms if isinstance(arm, ast.Constant)]


def page() -> str:
    """The document as the constructors have it: a line for each code of a room."""
    parts = [HEAD]
    for path in sorted((ROOT / "generator" / "problems").glob("*.py")):
        rows: dict[tuple[str, str], list[str]] = {}
        for code, severity, meaning in constructors(path):
            rows.setdefault((code, severity), []).append(meaning)
        if rows:
            parts.append(TABLE.format(ROOMS.get(path.stem, path.stem)))
            parts += [f"| `{code}` | {kind} | {' '.join(said)} |\n" for (code, kind), said in rows.items()]
    return "".join(parts)


def test_every_problem_has_its_line(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), STALE


def test_every_constructor_has_a_code() -> None:
    for path in sorted((ROOT / "generator" / "problems").glob("*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if path.stem == "wording" or not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SEVERITIES:
                    assert codes(call.args[0], function), f"{path}:{call.lineno}"
