"""The index as files: postings in shards, the texts of the pages, and a small table of contents.

Pages are numbered from the oldest, so a new post changes the last numbers only. 128 of them make a
block, whose postings are merged together and alone; 32 blocks make a volume. A term's shard is told
by its first three characters, so that one shard answers a word's beginning too, and each volume has
shards of its own: a file is bounded, however large the site grows, and one edit rewrites few.

A shard holds a segment for each block of its volume, parted by an empty line; a segment's lines are
`term postings`, by term. A posting is the page's number in its block with the term's weight (0 to 3) in the
low two bits; the pages' numbers are written as differences, five bits to a character, the least
first, the sixth bit saying that more follow.

The texts of a few neighbouring pages share a file, a line each: a file for every page is slow to
write and to publish, one for many is slow to load for the excerpt of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar
from zlib import crc32

from generator.memo import Lazy, Recall, RecallAll, Task, call, call_all
from generator.model import Drawn, Output, Page, ResolvedPage, Site
from generator.records import dataclass
from generator.render.assets import FOLDER as ASSETS
from generator.render.search.entry import Indexed, Terms, entry_of

FOLDER = f"{ASSETS}/search"
BLOCK = 128
"""Pages whose postings are merged together."""
VOLUME = 32
"""Blocks whose segments share a file."""
TOGETHER = 4
"""Pages whose texts share a file."""
SHARD_BYTES = 12_000
"""What a shard of a full volume shall have, about."""
_POSTING_BYTES = 2
_BEFORE, _PARTED, _BEHIND = "notesSearch.take(`", "\n\n", "`)\n"
_FIRST, _NEXT, _LAST = "notesSearch.take([\n", ",\n", "\n])\n"
_KEY = 3
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_UNDATED = datetime.max.replace(tzinfo=UTC)

T = TypeVar("T")
Segments = tuple[str, ...]
"""A block's postings, a text for each shard."""
Order = tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]
"""The pages from the oldest: their sources, how many postings each has, and a checksum of each one's part."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is to be made of the index once every page's part is known: its order, and how many shards."""

    order: Order = ((), (), ())
    shards: int = 1
    batches: tuple[Sequence[Task], Sequence[Task]] = ((), ())
    """The blocks, and the files of the pages' texts."""

    def outputs(
        self, blocks: Sequence[Segments], texts: Sequence[Output], recall: Recall = call
    ) -> tuple[Output, ...]:
        """The files, of the values of `batches`."""
        if not self.order[0]:
            return ()
        files = [
            recall("search shard", path, shard_file, path, tuple(block[shard] for block in volume))
            for number, volume in enumerate(_parts(blocks, VOLUME))
            for shard in range(self.shards)
            for path in (f"{FOLDER}/s{number}-{shard}.js",)
        ]
        return (*files, *texts, contents(self.order, self.shards))


def search_outputs(
    site: Site, drawn: Mapping[str, Drawn], recall: Recall = call, recall_all: RecallAll = call_all
) -> tuple[Output, ...]:
    """The index of every page of the site; `drawn` is by output."""
    index = plan_index(site, drawn, recall, recall_all)
    blocks, texts = recall_all(*index.batches)
    return index.outputs(blocks, texts, recall)


def plan_index(
    site: Site, drawn: Mapping[str, Drawn], recall: Recall = call, recall_all: RecallAll = call_all
) -> Index:
    """Each page's part of the index, and what is to be made of them."""
    nothing, lang = Drawn(), site.config.lang
    pages = sorted(site.pages, key=_age)
    (entries,) = recall_all([indexing(p.page, p.output, drawn.get(p.output, nothing), lang) for p in pages])
    if not entries:
        return NO_INDEX
    sources = tuple(page.page.path for page in pages)
    counted = tuple(entry.postings for entry in entries), tuple(entry.checksum for entry in entries)
    order: Order = (recall("search order", "", itself, sources), *recall("search sizes", "", itself, counted))
    shards = shard_count(order)
    starts = range(0, len(entries), BLOCK)
    blocks = [
        Task("search block", str(start), merged, (shards, tuple(e.indexed for e in entries[start:][:BLOCK])))
        for start in starts
    ]
    texts = [
        Task("search text", path, texts_file, (path, tuple(e.indexed for e in entries[start:][:TOGETHER])))
        for start in range(0, len(entries), TOGETHER)
        for path in (texts_path(start),)
    ]
    return Index(order, shards, (blocks, texts))


def indexing(page: Page, output: str, drawn: Drawn, lang: str) -> Task:
    """The page's part of the index; `lang` is the site's language."""
    return Task("search", page.path, entry_of, (page, output, drawn, lang))


NO_INDEX = Index()
"""Where nothing is searched."""


def texts_path(number: int) -> str:
    """The file that has the text of page `number`, from 0."""
    return f"{FOLDER}/p{number // TOGETHER}.js"


def texts_file(path: str, pages: tuple[Lazy[Indexed], ...]) -> Output:
    """The file of some pages' texts."""
    lines = _NEXT.join([page.value.text for page in pages])
    return Output(path, f"{_FIRST}{lines}{_LAST}".encode())


def shard_of(term: str, shards: int) -> int:
    """The shard of a term, by its first three characters; `shards` is a power of two."""
    return crc32(term[:_KEY].encode()) & (shards - 1)


def _age(page: ResolvedPage) -> tuple[datetime, str]:
    return page.page.front.date or _UNDATED, page.output


def itself(value: T) -> T:
    """What is kept for the next build as it is: the sources in the order of their pages' numbers, which few
    edits change, and what each page has, which every edit of a text does."""
    return value


def shard_count(order: Order) -> int:
    """A power of two, so that it seldom changes: with it the whole index does."""
    sources, postings, _ = order
    fullest = min(1.0, BLOCK * VOLUME / len(sources)) * sum(postings)
    return 1 << max(0, int(fullest * _POSTING_BYTES / SHARD_BYTES).bit_length())


def merged(shards: int, pages: tuple[Lazy[Indexed], ...]) -> Segments:
    """The postings of a block's pages, by shard."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for weight, terms in enumerate(page.value.terms):
            code = 4 * number + weight
            for term in terms.split("\n") if terms else ():
                postings[term].append(code)
    lines: list[list[str]] = [[] for _ in range(shards)]
    for term, codes in postings.items():
        lines[shard_of(term, shards)].append(_line(term, codes))
    return tuple("\n".join(sorted(group)) for group in lines)


def remerged(segments: Segments, number: int, before: Terms, now: Terms) -> Segments:
    """The postings of a block when page `number` of it, from 0, has other terms: those of `merged`, found
    by writing only the lines of the terms that came, went or weigh otherwise."""
    old, new = _weights(before), _weights(now)
    changed: defaultdict[int, list[str]] = defaultdict(list)
    for term in old.keys() | new.keys():
        if old.get(term) != new.get(term):
            changed[shard_of(term, len(segments))].append(term)
    made = list(segments)
    for shard, terms in changed.items():
        lines = {line.partition(" ")[0]: line for line in made[shard].split("\n") if line}
        for term in terms:
            codes = [code for code in _codes(lines.pop(term, "")) if code >> 2 != number]
            codes += [4 * number + new[term]] if term in new else []
            if codes:
                lines[term] = _line(term, sorted(codes))
        made[shard] = "\n".join(sorted(lines.values()))
    return tuple(made)


def _weights(terms: Terms) -> dict[str, int]:
    return {term: weight for weight, group in enumerate(terms) if group for term in group.split("\n")}


def _line(term: str, codes: Iterable[int]) -> str:
    digits = _digits()
    last, written = 0, ""
    for code in codes:
        written += digits[code - last]
        last = code & ~3
    return f"{term} {written}"


def _codes(line: str) -> Iterator[int]:
    """The codes of a line, as `_line` wrote them."""
    last = value = shift = 0
    for digit in map(_DIGITS.index, line.partition(" ")[2]):
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            yield last + value
            last = (last + value) & ~3
            value = shift = 0


@cache
def _digits() -> tuple[str, ...]:
    """How each number that a block can hold is written."""
    return tuple(map(_written, range(4 * BLOCK)))


def _written(number: int) -> str:
    low, high = number & 31, number >> 5
    return _DIGITS[low | 32] + _written(high) if high else _DIGITS[low]


def shard_file(path: str, segments: Segments) -> Output:
    """A shard of a volume: a segment for each of its blocks."""
    return Output(path, f"{_BEFORE}{_PARTED.join(segments)}{_BEHIND}".encode())


def segments_of(text: str) -> Segments:
    """The segments of a shard's file."""
    return tuple(text.removeprefix(_BEFORE).removesuffix(_BEHIND).split(_PARTED))


def contents(order: Order, shards: int) -> Output:
    """How many pages and shards there are, and a version, so that no old file is taken for a new one."""
    sources, _, checksums = order
    version = crc32(",".join(map(str, checksums)).encode())
    sizes = f"pages:{len(sources)},shards:{shards},block:{BLOCK},volume:{VOLUME},together:{TOGETHER}"
    told = f'notesSearch.take({{version:"{version:08x}",{sizes}}})\n'
    return Output(f"{FOLDER}/contents.js", told.encode())


def _parts(blocks: Sequence[Segments], size: int) -> list[Sequence[Segments]]:
    return [blocks[start : start + size] for start in range(0, len(blocks), size)]
