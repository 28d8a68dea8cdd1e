"""A blog of any size for measurements: seeded posts of about 5 KB, as technical notes are made.

Each has front matter, 8 headings, a list and a link to an earlier post, in Chinese and English. A "mixed"
one has inline and displayed maths, a table and 1.8 code blocks on average besides; a "prose" one only
paragraphs, a "code" one a code block under every heading. The same seed gives the same bytes.

    python bench/corpus.py 1000 /tmp/blog --shape code
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, get_args

Shape = Literal["mixed", "prose", "code"]

_LATIN = """kernel stride padding channel layer input output batch window sample feature tensor map
weight bias block branch stage width depth ratio group shift scale offset index buffer cache vector
matrix product column row slice order step loop bound limit error signal filter basis shape volume""".split()
_GLUE = "of with over from under between for into by across then where and without per".split()
_CJK = """\
卷积 特征 通道 步长 填充 感受野 参数 计算量 网络 层 输入 输出 尺寸 核 空洞 分组 深度 宽度 残差 归一化
激活 池化 梯度 权重 偏置 矩阵 向量 张量 样本 批次 误差 信号 窗口 边界 采样 插值 融合 分支 结构 模块""".split()
_CJK_GLUE = "的 与 在 对 由 把 使 再 并 则 又 先".split()
_MATHS = (
    r"h_{out} = \left\lfloor \frac{h_{in} + 2p - k}{s} \right\rfloor + 1",
    r"r_l = r_{l-1} + (k_l - 1) \prod_{i<l} s_i",
    r"y_{i,j} = \sum_{u=0}^{k-1} \sum_{v=0}^{k-1} w_{u,v}\, x_{i+u,\,j+v}",
    r"P = k^2 C_{in} C_{out} + C_{out}",
    r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
)
_INLINE = (r"k \times k", r"C_{in}", r"s = 2", r"O(n \log n)", r"\alpha_i", r"x^{(t)}", r"p_{max}")
_FORMULA = re.compile(r"\$[^$]+\$")
_TAGS = ("conv", "网络", "numpy", "笔记", "training", "优化", "shapes", "可视化", "linear-algebra", "工程")
_PYTHON = """import numpy as np


def {name}(x, kernel, stride={a}):
    \"\"\"Slides a window of {b} over x.\"\"\"
    rows = (x.shape[0] - kernel.shape[0]) // stride + 1
    out = np.zeros((rows, {b}))
    for i in range(rows):
        window = x[i * stride : i * stride + kernel.shape[0]]
        out[i] = (window * kernel).sum(axis=0)
    return out
"""
_SHELL = """for n in 1 2 {a}; do
  python train.py --width "$n" --steps {b} --out "run-$n.json"
done
"""
_C = """static float {name}(const float *x, int n) {{
    float total = 0.0f;
    for (int i = 0; i < n; i += {a}) total += x[i] * {b};
    return total;
}}
"""


def posts(count: int, seed: int = 7, shape: Shape = "mixed") -> Iterator[tuple[str, str]]:
    """(file name, text) of each post; names carry the date, as Jekyll wants them, whatever the shape."""
    write = {"mixed": _mixed, "prose": _prose, "code": _coded}[shape]
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")  # noqa: S311 no secret is made of it
        day = date(2010, 1, 1) + timedelta(days=number % 5000)
        text = [_front_matter(dice, number, day), *write(dice)]
        if number:
            text.append(f"See [an earlier note](post-{dice.randrange(number)}.html).\n")
        yield f"{day}-post-{number}.md", "\n".join(text)


def write_blog(folder: Path, count: int, seed: int = 7, shape: Shape = "mixed") -> None:
    """A Jekyll-shaped source with `count` posts."""
    (folder / "_posts").mkdir(parents=True, exist_ok=True)
    (folder / "assets").mkdir(exist_ok=True)
    config = "title: Corpus\nurl: https://example.org\npermalink: /:title.html\npaginate: 20\n"
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    (folder / "assets/own.css").write_text("p { color: rgb(1, 2, 3); }\n", encoding="utf-8")
    for name, text in posts(count, seed, shape):
        (folder / "_posts" / name).write_text(text, encoding="utf-8")


def _front_matter(dice: random.Random, number: int, day: date) -> str:
    title = f"{_phrase(dice, _LATIN, 2).title()} {''.join(dice.sample(_CJK, 2))} {number}"
    tags = ", ".join(dice.sample(_TAGS, 3))
    return f"---\ntitle: {title}\ndate: {day}\ntags: [{tags}]\n---\n"


def _mixed(dice: random.Random) -> Iterator[str]:
    with_code = set(dice.sample(range(8), dice.choice((1, 2, 2, 2))))
    for section in range(8):
        yield _title(dice, section)
        yield from (_english(dice), _chinese(dice)) if section % 2 else (_chinese(dice), _english(dice))
        if section % 3 == 1:
            yield f"$$\n{dice.choice(_MATHS)}\n$$\n"
        if section in with_code:
            yield _code(dice)
        if section == 4:
            yield _table(dice)
        if section == 6:
            yield _list(dice)


def _prose(dice: random.Random) -> Iterator[str]:
    for section in range(8):
        yield _title(dice, section)
        yield from (_plain(_english(dice)), _plain(_chinese(dice)), _plain(_english(dice)))
        if section == 6:
            yield _list(dice)


def _coded(dice: random.Random) -> Iterator[str]:
    for section in range(8):
        yield _title(dice, section)
        yield _plain(_chinese(dice))
        yield _code(dice, functions=2)
        if section == 6:
            yield _list(dice)


def _title(dice: random.Random, section: int) -> str:
    return f"{'##' if section % 3 == 0 else '###'} {_heading(dice)} {section + 1}\n"


def _heading(dice: random.Random) -> str:
    return f"{_phrase(dice, _LATIN, 2)} {''.join(dice.sample(_CJK, 2))}"


def _phrase(dice: random.Random, words: list[str], length: int) -> str:
    return " ".join(dice.choice(words) for _ in range(length))


def _english(dice: random.Random) -> str:
    sentences = []
    for _ in range(3):
        words = [dice.choice(_GLUE if n % 3 == 2 else _LATIN) for n in range(dice.randint(9, 14))]
        words.insert(4, f"${dice.choice(_INLINE)}$")
        sentence = " ".join(words)
        sentences.append(sentence[0].upper() + sentence[1:] + ".")
    return " ".join(sentences) + "\n"


def _chinese(dice: random.Random) -> str:
    sentences = []
    for _ in range(2):
        words = [dice.choice(_CJK_GLUE if n % 3 == 1 else _CJK) for n in range(dice.randint(10, 15))]
        words.insert(5, f" ${dice.choice(_INLINE)}$ ")
        words.insert(9, f" `{dice.choice(_LATIN)}` ")
        sentences.append("".join(words) + "。")
    return "".join(sentences) + "\n"


def _plain(paragraph: str) -> str:
    """A paragraph that stresses a word where it had a formula."""
    return _FORMULA.sub("*size*", paragraph)


def _list(dice: random.Random) -> str:
    return "".join(f"- {_phrase(dice, _LATIN, 5)} **{dice.choice(_CJK)}**\n" for _ in range(4))


def _code(dice: random.Random, functions: int = 1) -> str:
    language, text = dice.choice((("python", _PYTHON), ("python", _PYTHON), ("bash", _SHELL), ("c", _C)))
    body = [
        text.format(name=dice.choice(_LATIN), a=dice.randint(2, 9), b=dice.randint(10, 99))
        for _ in range(functions)
    ]
    return f"```{language}\n{''.join(body)}```\n"


def _table(dice: random.Random) -> str:
    rows = [f"| {dice.choice(_LATIN)} | {dice.randint(1, 512)} | {dice.random():.3f} |" for _ in range(5)]
    return "\n".join(["| 层 | size | value |", "|---|--:|--:|", *rows]) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shape", choices=get_args(Shape), default="mixed")
    asked = parser.parse_args()
    write_blog(asked.folder, asked.count, asked.seed, asked.shape)
