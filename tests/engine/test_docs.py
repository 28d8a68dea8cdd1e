from __future__ import annotations

import ast
import doctest
import subprocess
import sys
from pathlib import Path

import generator.engine

ENGINE = Path(generator.engine.__file__).parent


def test_the_engines_own_text_tells_the_truth() -> None:
    assert doctest.testmod(generator.engine, optionflags=doctest.IGNORE_EXCEPTION_DETAIL).failed == 0
    assert generator.engine.__doc__ and ">>> " in generator.engine.__doc__


def test_the_engine_imports_numpy_and_itself_only() -> None:
    allowed = {*sys.stdlib_module_names, "numpy", "generator"}
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in allowed, (path, name)
                assert not name.startswith("generator") or name.startswith("generator.engine"), (path, name)


def test_importing_the_engine_loads_no_other_room() -> None:
    code = (
        "import sys, generator.engine; "
        "loaded = [name for name in sys.modules if name.startswith('generator.')]; "
        "print([name for name in loaded if not name.startswith('generator.engine')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_file_passes_300_lines() -> None:
    for path in sorted(ENGINE.rglob("*.py")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
