"""Figures in Chinese and in English: every word of theirs, on the page that they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.diagnostics import Location
from generator.figures.drawing import draw_image, draw_request
from generator.figures.lint import lint
from generator.figures.registry import KINDS, scene_of
from generator.figures.say import chinese, english, speaker
from generator.figures.scene import Scene, Text
from generator.model import FigureRequest, Param

AT = Location("a.md", 3)
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
NOTE = """---
title: {title}
date: 2020-01-02
permalink: /{title}.html
{front}
---

![]({image})

```{{figure}} residual
```

```{{figure}} residual
:lang: {other}
```
"""
IMAGES = """
["imgs/图.png"]
figure = "residual"

["imgs/always.png"]
figure = "residual"
lang = "en"
"""


def words(scene: Scene) -> Iterator[str]:
    """Everything that a figure says."""
    yield from (scene.title, scene.alt, scene.description)
    yield from (step.says for step in scene.steps)
    for index in range(len(scene.steps) or 1):
        yield from (op.content for op in scene.frame(index) if isinstance(op, Text))
    assert scene.table is not None
    yield from (column.label for column in scene.table.columns)
    yield from (cell for row in scene.table.rows for cell in row)
    yield from (scene.table.caption, *scene.table.notes)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_english_figure_has_no_chinese_word_and_can_be_read(kind: str) -> None:
    known = KINDS[kind]
    scene = known.draw(known.params(), english)
    assert scene.lang == "en"
    assert [said for said in words(scene) if HAN.search(said)] == []
    assert lint(scene) == ()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_both_languages_tell_the_same_numbers(kind: str) -> None:
    known = KINDS[kind]
    zh, en = (known.draw(known.params(), say) for say in (chinese, english))
    assert zh.lang == "zh-CN"
    assert (zh.width, len(zh.steps)) == (en.width, len(en.steps))
    assert zh.table is not None and en.table is not None
    numbers = [
        [cell for row in table.rows for cell in row if re.fullmatch(r"[\d,.%]+", cell)]
        for table in (zh.table, en.table)
    ]
    assert numbers[0] == numbers[1]
    assert any(HAN.search(said) for said in words(zh))


def test_a_speaker_follows_the_tag() -> None:
    assert speaker("zh") is speaker("zh-TW") is speaker("ZH-cn") is chinese
    assert speaker("en") is speaker("en-GB") is speaker("de") is english


def test_a_parameter_goes_before_the_page() -> None:
    given = (Param("lang", "en", AT),)
    for params, page, lang in (((), "zh-CN", "zh-CN"), ((), "en", "en"), (given, "zh-CN", "en")):
        scene = scene_of("residual", params, AT, page).value
        assert scene is not None
        assert scene.lang == lang


def test_a_fence_s_files_have_a_name_in_each_language() -> None:
    request = FigureRequest("residual", (), (), AT)
    paths = set()
    for lang in ("zh-CN", "en", "en-GB"):
        drawn = draw_request(request, lang).value
        assert drawn is not None
        paths.add(drawn.figure.raster)
    assert len(paths) == 2


def test_the_help_for_a_wrong_parameter_names_lang() -> None:
    (found,) = draw_image("residual", (Param("lnag", "en", AT),), "x.png", AT).diagnostics
    assert (found.code, found.help) == ("unknown-param", 'did you mean "lang"?')


def test_pages_of_two_languages_name_one_image(tmp_path: Path) -> None:
    blog, site = tmp_path / "blog", tmp_path / "site"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_config.yml").write_text('lang: zh-CN\nurl: ""\n', encoding="utf-8")
    (blog / "imgs.toml").write_text(IMAGES, encoding="utf-8")
    for name, front, other in (("zh", "", "en"), ("en", "lang: en", "zh")):
        text = NOTE.format(title=name, front=front, image="imgs/图.png", other=other)
        (blog / f"_posts/2020-01-02-{name}.md").write_text(text, encoding="utf-8")
    report = build_site(Options(blog, site), lambda *_: None)
    assert report.diagnostics == ()
    zh, en = ((site / f"{name}.html").read_text(encoding="utf-8") for name in ("zh", "en"))
    assert 'imgs/%E5%9B%BE.png"' in zh and "imgs/%E5%9B%BE.en.png" not in zh
    assert 'imgs/%E5%9B%BE.en.png"' in en and 'imgs/%E5%9B%BE.png"' not in en
    for path, lang in (("imgs/图.png", "zh-CN"), ("imgs/图.en.png", "en"), ("imgs/always.png", "en")):
        assert (site / path).exists()
        assert f'lang="{lang}"' in (site / f"{path}.svg").read_text(encoding="utf-8")
    fences = [re.findall(r"residual-\w{8}\.png\.svg", html) for html in (zh, en)]
    assert list(dict.fromkeys(fences[0])) == list(dict.fromkeys(fences[1]))[::-1]
