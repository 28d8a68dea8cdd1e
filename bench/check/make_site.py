"""A seeded synthetic site: notes that link to one another, their headings, images and style sheet.

`python bench/check/make_site.py FOLDER --pages 2000` writes it; the same seed gives the same bytes.
A known number of faults is planted, so that a run which skips work shows.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

TEXT = (
    "卷积 核 步幅 填充 空洞 分组 深度 可分离 感受野 特征图 通道 参数 池化 残差 瓶颈 the of kernel stride "
    "padding channel layer network depth width output input residual block bottleneck feature map"
)
WORDS = TEXT.split()
PER_FOLDER = 100
HEADINGS = 12
IMAGES = 50
FAULTS = 24


def main() -> None:
    """Write the site that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    size = make_site(options.folder, options.pages, options.seed)
    print(f"{options.pages} pages, {size / 1e6:.1f} MB, {FAULTS} faults")  # noqa: T201 the command's answer


def make_site(folder: Path, pages: int, seed: int) -> int:
    """Write `pages` pages below `folder`; returns their bytes."""
    dice = random.Random(seed)  # noqa: S311 nothing secret
    (folder / "imgs").mkdir(parents=True)
    (folder / "assets").mkdir()
    for number in range(IMAGES):
        (folder / "imgs" / f"图{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "assets" / "site.css").write_text('body{background:url("../imgs/%E5%9B%BE0.png")}', "utf-8")
    names = [f"{number // PER_FOLDER:03}/note-{number}.html" for number in range(pages)]
    faulty = set(dice.sample(range(pages), FAULTS))
    (folder / "index.html").write_text(_page("index", _list(names), ""), "utf-8")
    size = 0
    for number, name in enumerate(names):
        text = _page(f"note {number}", _body(dice, names), "../")
        if number in faulty:
            text = text.replace("</main>", _fault(dice, number) + "</main>")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        size += len(text.encode())
    return size


def _page(title: str, body: str, up: str) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="{up}assets/site.css"></head><body>'
        f'<nav><a href="{up}index.html">home</a> <a href="{up}000/note-0.html">first</a></nav>'
        f"<main><h1>{title}</h1>{body}</main></body></html>\n"
    )


def _list(names: list[str]) -> str:
    return "<ul>" + "".join(f'<li><a href="{name}">{name}</a></li>' for name in names) + "</ul>"


def _body(dice: random.Random, names: list[str]) -> str:
    parts = ['<ul class="toc">']
    parts += [f'<li><a href="#s{number}">section {number}</a></li>' for number in range(HEADINGS)]
    parts += ["</ul>"]
    for number in range(HEADINGS):
        parts.append(f'<h2 id="s{number}">section {number}</h2>')
        for _ in range(3):
            target = dice.choice(names)
            jump = f"#s{dice.randrange(HEADINGS)}" if dice.random() < 0.5 else ""
            parts.append(
                f'<p>{_words(dice, 40)} <a href="../{target}{jump}">{_words(dice, 3)}</a> {_words(dice, 30)} '
                f"<code>k={dice.randrange(9)}</code> <em>{_words(dice, 2)}</em></p>"
            )
        image = dice.randrange(IMAGES)
        parts.append(f'<p><img src="../imgs/图{image}.png" alt="figure" width="320" height="200"></p>')
    return "\n".join(parts)


def _fault(dice: random.Random, number: int) -> str:
    return dice.choice(
        (
            f'<a href="gone-{number}.html">gone</a>',
            f'<a href="#gone-{number}">gone</a>',
            f'<img src="../imgs/gone-{number}.png" alt="gone">',
        )
    )


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count))


if __name__ == "__main__":
    main()
