"""The reference of templates says what there is, field by field."""

from __future__ import annotations

import re
from pathlib import Path

from generator.bundles import bundled_folder
from generator.render import view
from generator.render.theming import reference
from generator.render.view import PageView
from generator.render.words import Words

DOCUMENT = Path(__file__).parents[2] / "docs" / "templates.md"


def test_the_document_is_the_reference() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == reference(), "python -m generator.render.theming > docs/templates.md"


def test_every_field_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `.*` \| (.*) \|$", reference(), re.MULTILINE)
    assert len(rows) > len(PageView.__dataclass_fields__)
    assert [name for name, note in rows if not note] == []


def test_it_names_every_file_of_the_bundled_theme() -> None:
    named = set(re.findall(r"`(_?\w+\.html)`", reference()))
    assert named == {path.name for path in bundled_folder("templates").glob("*.html")}


def test_every_word_and_every_view_is_there() -> None:
    kinds = [
        kind for kind in vars(view).values() if isinstance(kind, type) and kind.__module__ == view.__name__
    ]
    assert {kind.__name__ for kind in kinds} <= set(re.findall(r"^## (\w+)", reference(), re.MULTILINE))
    assert all(f"| `{name}` |" in reference() for name in Words.__dataclass_fields__)
