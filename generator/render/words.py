"""The interface's own words in Chinese and English, and dates and counts as each writes them.

Owns no layout: templates and the body ask for a word, never for a sentence built of parts.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from generator.model import Page
from generator.records import dataclass

Forms = tuple[str, str]
"""A count's wording for one and for many, with "{}" for the number."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAMES = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어", "de": "Deutsch", "fr": "Français"}
_HAN_PER_MINUTE = 350
_LATIN_WORDS_PER_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Words:
    """Every string of the interface in one language."""

    skip: str
    site_nav: str
    posts: str
    archive: str
    tags: str
    categories: str
    years: str
    about: str
    contents: str
    theme: str
    theme_hint: str
    permalink: str
    copy: str
    copied: str
    data: str
    download: str
    note: str
    notes: str
    close: str
    step_back: str
    step_on: str
    steps: str
    zoom: str
    no_image: str
    updated: str
    undated: str
    previous: str
    next: str
    related: str
    linked_from: str
    all_posts: str
    newer: str
    older: str
    pages: str
    page_of: str
    lost: str
    lost_help: str
    search: str
    search_hint: str
    search_needs_script: str
    search_nothing: str
    search_fault: str
    search_all: str
    search_choose: str
    search_open: str
    more: str
    colon: str
    reading: Forms
    minutes: Forms
    rows: Forms
    figures: Forms
    tables: Forms
    written: Forms
    found: Forms


CHINESE = Words(
    skip="跳到正文",
    site_nav="站点",
    posts="文章",
    archive="归档",
    tags="标签",
    categories="分类",
    years="年份",
    about="关于",
    contents="目录",
    theme="明暗",
    theme_hint="切换浅色与深色",
    permalink="本节链接",
    copy="复制",
    copied="已复制",
    data="数据",
    download="下载 CSV",
    note="注",
    notes="注释",
    close="关闭",
    step_back="上一步",
    step_on="下一步",
    steps="第 {} / {} 步",
    zoom="放大图片",
    no_image="缺图",
    updated="更新于",
    undated="无日期",
    previous="上一篇",
    next="下一篇",
    related="相关文章",
    linked_from="引用本文",
    all_posts="全部文章",
    newer="较新",
    older="较早",
    pages="分页",
    page_of="第 {} / {} 页",
    lost="没有这一页",
    lost_help="地址也许写错了，也许这篇笔记已经搬走。可以从归档里找找看。",
    search="搜索",
    search_hint="标题、正文、代码、图表",
    search_needs_script="搜索要用 JavaScript。不开也能读：归档里有全部文章。",
    search_nothing="没有找到“{}”",
    search_fault="索引没有读到，请刷新后再试",
    search_all="全部结果",
    search_choose="选择",
    search_open="打开",
    more="更多",
    colon="：",
    reading=("约 {} 分钟", "约 {} 分钟"),
    minutes=("{} 分钟", "{} 分钟"),
    rows=("{} 行", "{} 行"),
    figures=("{} 图", "{} 图"),
    tables=("{} 表", "{} 表"),
    written=("{} 篇", "{} 篇"),
    found=("{} 篇", "{} 篇"),
)

ENGLISH = Words(
    skip="Skip to the text",
    site_nav="Site",
    posts="Posts",
    archive="Archive",
    tags="Tags",
    categories="Categories",
    years="Years",
    about="About",
    contents="Contents",
    theme="Theme",
    theme_hint="Switch between light and dark",
    permalink="Link to this section",
    copy="Copy",
    copied="Copied",
    data="Data",
    download="Download CSV",
    note="Note",
    notes="Notes",
    close="Close",
    step_back="Back",
    step_on="Next",
    steps="Step {} of {}",
    zoom="Enlarge image",
    no_image="Missing image",
    updated="Updated",
    undated="Undated",
    previous="Previous",
    next="Next",
    related="Related",
    linked_from="Linked from",
    all_posts="All posts",
    newer="Newer",
    older="Older",
    pages="Pages",
    page_of="Page {} of {}",
    lost="There is no such page",
    lost_help="The address may be mistyped, or the note has moved. The archive lists everything there is.",
    search="Search",
    search_hint="Titles, text, code, figures",
    search_needs_script="Searching needs JavaScript. Without it, the archive lists every post.",
    search_nothing="Nothing found for “{}”",
    search_fault="The index could not be read; reload the page and try again",
    search_all="All results",
    search_choose="choose",
    search_open="open",
    more="More",
    colon=": ",
    reading=("about {} minute", "about {} minutes"),
    minutes=("{} min", "{} min"),
    rows=("{} row", "{} rows"),
    figures=("{} figure", "{} figures"),
    tables=("{} table", "{} tables"),
    written=("{} post", "{} posts"),
    found=("{} page", "{} pages"),
)


@lru_cache(maxsize=64)
def is_chinese(lang: str) -> bool:
    """Whether a language tag ("zh-CN", "en") is Chinese."""
    return lang.casefold().split("-")[0] == "zh"


def words_for(lang: str) -> Words:
    """The words of a language tag: Chinese for zh-*, English for all else."""
    return CHINESE if is_chinese(lang) else ENGLISH


def language_name(lang: str) -> str:
    """A language as its own readers call it; an unknown one by its tag."""
    return _NAMES.get(lang.casefold().split("-")[0], lang)


def counted(number: int, forms: Forms) -> str:
    """A number in its wording: 1 → the first form, else the second."""
    return forms[number != 1].format(number)


def long_date(date: datetime, lang: str) -> str:
    """A date as a sentence has it: "2019 年 9 月 23 日" without the spaces, "23 September 2019"."""
    if is_chinese(lang):
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def short_date(date: datetime, lang: str) -> str:
    """A date as a list has it: "2019.09.23", "23 Sep 2019"."""
    if is_chinese(lang):
        return f"{date.year}.{date.month:02}.{date.day:02}"
    return f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}"


def day_of_year(date: datetime, lang: str) -> str:
    """A date below its year's heading: "09.23", "23 Sep"."""
    if is_chinese(lang):
        return f"{date.month:02}.{date.day:02}"
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def reading_minutes(page: Page) -> int:
    """Minutes to read a page, at least 1: 350 Han characters or 200 Latin words a minute."""
    return max(1, round(page.han / _HAN_PER_MINUTE + page.words / _LATIN_WORDS_PER_MINUTE))
