"""The index after one page's text was edited: the few files that change, made of those that stand."""

from __future__ import annotations

from collections.abc import Callable

from generator.memo import Recall
from generator.model import Output
from generator.render.search.entry import IndexEntry
from generator.render.search.index import (
    BLOCK,
    FOLDER,
    TOGETHER,
    VOLUME,
    Order,
    Segments,
    contents,
    remerged,
    segments_of,
    shard_count,
    shard_file,
    texts_file,
    texts_path,
)


def reindexed(
    order: Order,
    path: str,
    before: IndexEntry,
    entry: IndexEntry,
    others: Callable[[str], IndexEntry | None],
    block_of: Callable[[str], Segments | None],
    leave: Callable[[str, str, object], None],
    read: Callable[[str], str],
    recall: Recall,
) -> tuple[Output, ...] | None:
    """The files of the index that change when the page from `path` has another `entry` than `before`.

    `order` is that of the index as it stands, `others` gives the entries of other pages, `block_of` what
    was remembered of a block, and `leave` remembers a value anew; `read` gives the text of a file of the
    index, or "". None where the whole index changes, or a part of it is not to be had.
    """
    sources, postings, checksums = order
    if path not in sources:
        return None
    number = sources.index(path)
    now = (sources, _with(postings, number, entry.postings), _with(checksums, number, entry.checksum))
    if (shards := shard_count(now)) != shard_count(order):
        return None
    block, place = divmod(number, BLOCK)
    near = [entry if p == path else others(p) for p in sources[number // TOGETHER * TOGETHER :][:TOGETHER]]
    indexed = tuple(each.indexed for each in near if each is not None)
    known = block_of(str(block * BLOCK))
    if len(indexed) < len(near) or known is None or len(known) != shards:
        return None
    segments = remerged(known, place, before.indexed.value.terms, entry.indexed.value.terms)
    leave("search block", str(block * BLOCK), segments)
    files = _shard_files(block, known, segments, read)
    if files is None:
        return None
    leave("search sizes", "", now[1:])
    name = texts_path(number)
    texts = recall("search text", name, texts_file, name, indexed)
    return (*files, texts, contents(now, shards))


def _with(column: tuple[int, ...], number: int, value: int) -> tuple[int, ...]:
    return (*column[:number], value, *column[number + 1 :])


def _shard_files(
    block: int, before: Segments, now: Segments, read: Callable[[str], str]
) -> tuple[Output, ...] | None:
    """The files of the shards that change with a block; None where one is not what it was."""
    volume, part = divmod(block, VOLUME)
    files: list[Output] = []
    for shard, segment in enumerate(now):
        if segment == before[shard]:
            continue
        name = f"{FOLDER}/s{volume}-{shard}.js"
        standing = segments_of(read(name))
        if part >= len(standing) or standing[part] != before[shard]:
            return None
        files.append(shard_file(name, (*standing[:part], segment, *standing[part + 1 :])))
    return tuple(files)
