"""The search index: what a page gives to it, and that it is cut into small files which few edits touch."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.memo import Aside, Lazy, Task, call, nothing
from generator.model import Config, Drawn, Output, Picture, Site
from generator.render import load_assets, render_site
from generator.render.search import FOLDER, search_outputs
from generator.render.search.entry import Indexed, entry_of
from generator.render.search.index import BLOCK, TOGETHER, VOLUME, merged, remerged, shard_of
from generator.render.search.terms import terms_of
from tests.render.samples import AT, FIGURE, THEME, front, heading, page, site

T = TypeVar("T")
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("空洞卷积", {"空洞", "洞卷", "卷积", *"空洞卷积"}),
        ("用 3D 卷积", {"3d", "用3", "d卷", "卷积", *"用卷积"}),
        ("用3D卷积", {"3d", "用3", "d卷", "卷积", *"用卷积"}),
        ("核，池", {*"核池"}),
        ("The BatchNorm2d", {"the", "batchnorm2d", "batch", "norm2d"}),
        ("depthwise_conv2d", {"depthwise_conv2d", "depthwise", "conv2d"}),
        ("ReLU ResNet50", {"relu", "resnet50", "res", "net50"}),
        ("1×1", {"1×1", "1"}),
        ("ＣＮＮ", {"cnn"}),
        ("カーネル", {"カー", "ーネ", "ネル", *"カーネル"}),
        ("a" * 60, {"a" * 40}),
        ("，。…", set()),
    ],
)
def test_a_text_is_cut_into_terms(text: str, expected: set[str]) -> None:
    assert set(terms_of(text)) == expected


def test_terms_weigh_by_where_they_stand() -> None:
    matter, below = front("池化", tags=("网络",)), (heading(2, "步长", "s"),)
    post = page(matter, headings=below, text="核心 核心 核心 填充")
    found = entry_of(post.page, "a.html", Drawn(), "zh").indexed.value.terms
    rest, often, headings, names = (set(group.split("\n")) for group in found)
    assert "填充" in rest and "核心" in often and "步长" in headings and {"池化", "网络"} <= names


def test_an_entry_has_sections_and_the_words_of_figures_where_they_stand() -> None:
    post = page(
        front("题", 3, excerpt="摘要"),
        '<h2 id="甲">甲</h2>',
        Picture("空洞.gif", "", "", AT),
        headings=(heading(2, "甲", "甲"),),
        output="x/a.html",
    )
    content = replace(post.page.content.value, texts=("开头", "正文"))
    parted = replace(post.page, content=Lazy.of(content))
    entry = entry_of(parted, "x/a.html", Drawn(pictures={"空洞.gif": FIGURE}), "zh-CN")
    href, title, date, lang, terms, sections = json.loads(entry.indexed.value.text)
    assert (href, title, date, lang, terms) == ("x/a.html", "题", "2019.09.03", "zh-CN", "")
    figure = "空洞卷积 D_K\n每步一个窗口。\n代价。按 k² C_in C_out 计。\n层 权重 乘加"
    rows = "3×3 <卷积> 589824 1,849.7\n小计 -1234567.5 12\nk² C_in C_out = 3² × 256 × 256"
    assert sections == [["", "", "摘要\n开头"], ["%E7%94%B2", "甲", f"正文\n{figure}\n{rows}"]]


def blog(count: int, edited: int = -1) -> Site:
    return site(
        *(
            page(
                front(f"第{n}篇", n % 28 + 1, 2000 + n // 28),
                output=f"{n}.html",
                text=f"卷积 w{n} 特征" + ("新字" if n == edited else ""),
            )
            for n in range(count)
        )
    )


def read(outputs: tuple[Output, ...], term: str, pages: int) -> dict[int, int]:
    """Page number → weight of a term, read as the format says."""
    files = {output.path: output.content.decode() for output in outputs}
    shards = int(re.search(r"shards:(\d+)", files[f"{FOLDER}/contents.js"])[1])  # type: ignore[index] # it is there
    found = {}
    for volume in range(-(-pages // (BLOCK * VOLUME))):
        content = files[f"{FOLDER}/s{volume}-{crc32(term[:3].encode()) % shards}.js"]
        segments = content.removeprefix("notesSearch.take(`").removesuffix("`)\n").split("\n\n")
        for block, segment in enumerate(segments):
            lines = dict(line.split(" ") for line in segment.split("\n") if line)
            for number, weight in decoded(lines.get(term, "")):
                found[(volume * VOLUME + block) * BLOCK + number] = weight
    return found


def decoded(written: str) -> Iterator[tuple[int, int]]:
    code = value = shift = 0
    for digit in map(DIGITS.index, written):
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            code = (code & ~3) + value
            yield code >> 2, code & 3
            value = shift = 0


def test_every_page_is_found_again_in_its_block() -> None:
    count = 3 * BLOCK + 5
    outputs = search_outputs(blog(count), {})
    assert read(outputs, "卷积", count) == dict.fromkeys(range(count), 0)
    assert read(outputs, f"w{BLOCK + 7}", count) == {BLOCK + 7: 0}
    assert read(outputs, "第", count) == dict.fromkeys(range(count), 3)
    assert read(outputs, "w9999", count) == {}


def test_one_edit_reads_one_page_and_changes_few_files() -> None:
    count = 3 * BLOCK
    memory: dict[tuple[str, str], tuple[tuple[object, ...], object]] = {}
    computed: list[str] = []

    def recall(phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
        if memory.get((phase, name), (None,))[0] != arguments:
            computed.append(phase)
            memory[phase, name] = (arguments, compute(*arguments))
        return memory[phase, name][1]  # type: ignore[return-value] # what compute gave

    def recall_all(*batches: Sequence[Task], meanwhile: Aside = nothing) -> list[list[Any]]:
        meanwhile()
        return [[recall(t.phase, t.name, t.compute, *t.arguments) for t in batch] for batch in batches]

    before = search_outputs(blog(count), {}, recall, recall_all)
    computed.clear()
    after = search_outputs(blog(count, edited=200), {}, recall, recall_all)
    assert computed.count("search") == computed.count("search block") == 1
    changed = {o.path for o in set(after) - set(before)}
    assert f"{FOLDER}/p{200 // TOGETHER}.js" in changed and f"{FOLDER}/contents.js" in changed
    assert len(changed) <= 2 + 4  # the new bigram and its characters
    assert set(after) == set(search_outputs(blog(count, edited=200), {}, call))


def test_the_texts_of_neighbours_share_a_file() -> None:
    count = 3 * TOGETHER + 1
    files = {o.path: o.content.decode() for o in search_outputs(blog(count), {})}
    assert f"together:{TOGETHER}" in files[f"{FOLDER}/contents.js"]
    for number in range(count):
        file = files[f"{FOLDER}/p{number // TOGETHER}.js"]
        texts = json.loads(file.removeprefix("notesSearch.take(").removesuffix(")\n"))
        assert texts[number % TOGETHER][1] == f"第{number}篇"
        assert len(texts) == min(TOGETHER, count - number // TOGETHER * TOGETHER)


TERMS = st.dictionaries(st.text("卷积ab", min_size=1, max_size=4), st.integers(0, 3), max_size=8)


def indexed(terms: dict[str, int]) -> Lazy[Indexed]:
    first, second, third, fourth = ("\n".join(t for t in terms if terms[t] == weight) for weight in range(4))
    return Lazy.of(Indexed((first, second, third, fourth), ""))


@given(st.lists(TERMS, min_size=1, max_size=BLOCK), st.data())
def test_an_edited_page_is_merged_into_its_block_alone(
    pages: list[dict[str, int]], data: st.DataObject
) -> None:
    number, now = data.draw(st.integers(0, len(pages) - 1)), indexed(data.draw(TERMS))
    before = [indexed(terms) for terms in pages]
    after = [*before[:number], now, *before[number + 1 :]]
    patched = remerged(merged(4, tuple(before)), number, before[number].value.terms, now.value.terms)
    assert patched == merged(4, tuple(after))


def test_a_shard_is_told_by_the_first_three_characters() -> None:
    assert {shard_of(word, 64) for word in ("conv", "con", "convolution", "con2d")} == {shard_of("con", 64)}


def test_a_site_may_do_without() -> None:
    whole = site(page(front("a", 1)), config=Config(title="笔记", search=False))
    outputs = {output.path: output.content.decode() for output in render_site(whole, {}, THEME).value}
    assert not [path for path in outputs if "search" in path]
    assert "search" not in outputs["a.html"]


def test_the_script_is_small_and_no_page_waits_for_it() -> None:
    assert len(gzip.compress(load_assets().search.content, 9)) < 8_000
    html = {o.path: o.content.decode() for o in render_site(blog(2), {}, THEME).value}["0.html"]
    assert "search.js" in html and not re.search(r"<script[^>]*search\.js", html)
