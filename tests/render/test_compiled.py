"""Compiled templates: kept from process to process, and believed only for what they were made from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, nodes

from generator.render.compiled import CompiledTemplates
from generator.render.shared_parts import SharingEnvironment


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class Counting(SharingEnvironment):
    """An environment that counts what it compiles."""

    compiled = 0

    def _generate(self, source: nodes.Template, *arguments: object, **options: object) -> str:
        self.compiled += 1
        return super()._generate(source, *arguments, **options)  # type: ignore[arg-type] # handed on


def rendered(folder: Path, text: str, sources: str = "") -> tuple[str, int]:
    """What a template renders to in a new process, as it were, and how many were compiled for it."""
    environment = Counting(
        loader=DictLoader({"a/b.html": text}),
        bytecode_cache=CompiledTemplates(lambda: sources or text, folder),
        autoescape=True,
    )
    return environment.get_template("a/b.html").render(page={"lang": "zh"}), environment.compiled


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "__pycache__"
    assert rendered(folder, "<{{ page.lang }}>") == ("<zh>", 1)
    assert rendered(folder, "<{{ page.lang }}>") == ("<zh>", 0)


def test_it_is_compiled_again_when_any_template_changes(tmp_path: Path) -> None:
    assert rendered(tmp_path, "a", "before") == ("a", 1)
    assert rendered(tmp_path, "a", "after") == ("a", 1)
    assert rendered(tmp_path, "b", "later") == ("b", 1)
    (only,) = tmp_path.iterdir()
    assert only.suffix == ".template"


@pytest.mark.parametrize("size", [0, 10, 60, -9])
def test_a_torn_file_is_no_template(tmp_path: Path, size: int) -> None:
    rendered(tmp_path, "<{{ page.lang }}>")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:size])
    assert rendered(tmp_path, "<{{ page.lang }}>") == ("<zh>", 1)


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert [rendered(tmp_path / "file", "a") for _ in range(2)] == [("a", 1), ("a", 1)]


def test_nothing_is_kept_where_python_keeps_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path, "a") == ("a", 1)
    assert not list(tmp_path.iterdir())
