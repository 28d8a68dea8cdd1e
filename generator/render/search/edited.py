"""The index after one page's text was edited: the few files that change, made of those that stand."""

from __future__ import annotations

from collections.abc import Callable

from generator.memo import Recall
from generator.model import Output
from generator.render.search.entry import IndexEntry
from generator.render.search.index import (
    BLOCK,
    FOLDER,
    VOLUME,
    Order,
    contents,
    in_order,
    merged,
    segments_of,
    shard_count,
    shard_file,
    text_of,
)


def reindexed(
    order: Order,
    path: str,
    entry: IndexEntry,
    others: Callable[[str], IndexEntry | None],
    read: Callable[[str], str],
    recall: Recall,
) -> tuple[Output, ...] | None:
    """The files of the index that change when the page from `path` has another `entry`.

    `order` is that of the index as it stands, `others` gives the entries of other pages, `read` the text
    of a file of the index, or "". None where the whole index changes, or a part of it is not to be had.
    """
    number = next((number for number, (known, _, _) in enumerate(order) if known == path), -1)
    now = (*order[:number], (path, entry.postings, entry.checksum), *order[number + 1 :])
    if number < 0 or (shards := shard_count(now)) != shard_count(order):
        return None
    block = number // BLOCK
    near = [entry if p == path else others(p) for p, _, _ in order[block * BLOCK :][:BLOCK]]
    indexed = tuple(each.indexed for each in near if each is not None)
    if len(indexed) < len(near):
        return None
    volume, part = divmod(block, VOLUME)
    files: list[Output] = []
    for shard, segment in enumerate(recall("search block", str(block * BLOCK), merged, shards, indexed)):
        name = f"{FOLDER}/s{volume}-{shard}.js"
        segments = segments_of(read(name))
        if part >= len(segments):
            return None
        if segments[part] != segment:
            files.append(shard_file(name, (*segments[:part], segment, *segments[part + 1 :])))
    recall("search order", "", in_order, now)
    name = f"{FOLDER}/p{number}.js"
    text = recall("search text", name, text_of, name, entry.indexed)
    return (*files, text, contents(now, shards))
