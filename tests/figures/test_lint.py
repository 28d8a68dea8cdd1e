"""A drawing that cannot be read is no figure: each fault is found, and stops the build at its line."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from generator.build import Options, build_site
from generator.diagnostics import Location, Severity
from generator.figures import registry
from generator.figures.drawing import draw_image
from generator.figures.families.grouped import Grouped
from generator.figures.lint import lint
from generator.figures.registry import KINDS, Kind
from generator.figures.say import chinese
from generator.figures.scene import Ops, Scene, Step, Style
from generator.figures.scene import Path as Line
from generator.figures.scene import Text as Said
from generator.figures.shapes import label, outline, rect
from generator.terminal import progress


def scene(*ops: Ops, width: float = 400, steps: tuple[Step, ...] = ()) -> Scene:
    return Scene(width, 100, "题", "图", "说明", tuple(op for group in ops for op in group), steps=steps)


FAULTS = {
    "has contrast 1.9 on paper in the light theme": scene(label(200, 50, "淡", role="kernel")),
    "on input in the dark theme": scene(
        rect((100, 20, 200, 60), Style("input")), label(200, 50, "暗", role="on-kernel")
    ),
    "is 8.0 px on a phone, expected at least 9": scene(label(200, 50, "小", size=10)),
    "is 8.7 px on a phone": scene(label(300, 50, "宽图里的字", size=13), width=480),
    "runs off the canvas": scene(label(395, 50, "出界")),
    'overlaps the text "二"': scene(label(200, 50, "一"), label(206, 52, "二")),
    "is crossed by a line": scene(label(200, 50, "划"), (Line(((100, 50), (300, 50)), outline()),)),
    'the font has no "⌊" (U+230A)': scene(label(200, 50, "⌊x")),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_each_fault_is_found(reason: str) -> None:
    assert [fault for fault in lint(FAULTS[reason]) if reason in fault.reason]


def test_a_text_in_one_step_only_is_looked_at() -> None:
    steps = (Step(label(200, 50, "好"), "一"), Step(label(200, 50, "淡", role="kernel"), "二"))
    assert {fault.text for fault in lint(scene(steps=steps))} == {"淡"}


def test_what_hides_a_line_or_fills_the_ground_is_believed() -> None:
    line = (Line(((100, 50), (300, 50)), outline()),)
    plate = rect((150, 30, 100, 40), Style("paper"))
    assert lint(scene(line, plate, label(200, 50, "字"))) == ()
    assert (
        lint(scene(rect((150, 30, 100, 40), Style("output")), label(200, 50, "字", role="on-output"))) == ()
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_readable_as_it_comes(kind: str) -> None:
    known = KINDS[kind]
    drawn = known.draw(known.params(), chinese)
    assert lint(drawn) == ()
    assert any(isinstance(op, Said) for op in drawn.frame())


def test_a_fault_stops_the_build_at_the_fences_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faint = Kind(Grouped, lambda *_: FAULTS["is crossed by a line"])
    monkeypatch.setattr(registry, "KINDS", MappingProxyType({**KINDS, "grouped": faint}))
    (found,) = draw_image("grouped", (), "x.png", Location("a.md", 3)).diagnostics
    assert (found.code, found.severity, found.at.line) == ("unreadable-figure", Severity.ERROR, 3)
    (tmp_path / "blog" / "_posts").mkdir(parents=True)
    text = "---\ntitle: 一\ndate: 2020-01-01\n---\n字\n\n```{figure} grouped\n```\n"
    (tmp_path / "blog" / "_posts" / "a.md").write_text(text, encoding="utf-8")
    with progress(shown=False) as tell:
        report = build_site(Options(tmp_path / "blog", tmp_path / "site"), tell)
    assert [(d.code, d.at.path, d.at.line) for d in report.diagnostics] == [
        ("unreadable-figure", "_posts/a.md", 7)
    ]
    assert not (tmp_path / "site").exists()
