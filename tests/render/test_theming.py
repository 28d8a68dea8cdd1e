"""The reference of templates says what there is, field by field."""

from __future__ import annotations

import re
from pathlib import Path

from generator.render.templates import bundled_folder
from generator.render.theming import reference
from generator.render.view import PageView

DOCUMENT = Path(__file__).parents[2] / "docs" / "templates.md"


def test_the_document_is_the_reference() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == reference(), "python -m generator.render.theming > docs/templates.md"


def test_every_field_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `.*` \| (.*) \|$", reference(), re.MULTILINE)
    assert len(rows) > len(PageView.__dataclass_fields__)
    assert [name for name, note in rows if not note] == []


def test_the_partials_that_it_names_exist() -> None:
    named = set(re.findall(r"`(_?\w+\.html)`", reference()))
    assert {"post.html", "_header.html"} <= named
    assert [name for name in named if not (bundled_folder("templates") / name).is_file()] == []
