"""Pictures for other sites: their size, their words within the margins, the same bytes each time."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from generator.figures.font import measure
from generator.figures.share import HEIGHT, WIDTH, _lines, _set, share_picture

LONG = "深度可分离卷积、MobileNet 与 Depthwise Separable Convolution 的代价：从三种写法到一张完整的表"


def figure() -> bytes:
    written = BytesIO()
    Image.new("RGB", (300, 200), "#fbfaf7").save(written, "PNG")
    return written.getvalue()


def pixels(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


@pytest.mark.parametrize("title", ["经典网络", LONG, "x" * 200, "Notes 🎉", ""])
@pytest.mark.parametrize("art", [b"", figure()])
def test_a_picture_has_the_size_that_cards_want_and_clean_margins(title: str, art: bytes) -> None:
    picture = pixels(share_picture(title, "深度学习笔记", "2019-09-23", art))
    assert picture.size == (1200, 630) == (2 * WIDTH, 2 * HEIGHT)
    edges = [picture.crop(box) for box in ((0, 0, 60, 630), (1140, 0, 1200, 630), (0, 0, 1200, 40))]
    assert all(len(edge.getcolors() or ()) == 1 for edge in edges)


def test_the_same_words_give_the_same_bytes() -> None:
    assert share_picture(LONG, "s", "d", figure()) == share_picture(LONG, "s", "d", figure())
    assert share_picture(LONG, "s", "d", b"") != share_picture("经典网络", "s", "d", b"")


@pytest.mark.parametrize("title", [LONG, "Backpropagation through strided convolutions", "x" * 80])
def test_lines_keep_within_the_width_and_lose_nothing(title: str) -> None:
    for size in (34, 22):
        lines = _lines(title, size, 300)
        assert all(measure(line, size) <= 300 for line in lines)
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")
        assert not [line for line in lines[1:] if line[:1] in "，。、："]


def test_what_does_not_fit_at_the_smallest_size_is_cut() -> None:
    size, lines = _set("卷积" * 100, 300)
    assert size == 22 and len(lines) == 4 and lines[-1].endswith("…")
    assert measure(lines[-1], size) <= 300
