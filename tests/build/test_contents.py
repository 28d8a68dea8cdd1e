"""Bytes kept apart: found again where they lie, never believed when they are not what they were."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from generator.build.cache.contents import Contents
from generator.build.cache.shelf import Row, Shelf
from generator.build.processes.forked import forked
from generator.digests import digest_of


def kept(contents: Contents, *texts: bytes) -> None:
    for text in texts:
        contents.put(digest_of(text), text)


def test_bytes_are_found_by_their_digest(tmp_path: Path) -> None:
    contents = Contents(tmp_path / "contents")
    kept(contents, b"one", b"", b"three")
    again = Contents(contents.path, contents.places)
    assert [again.get(digest_of(text)) for text in (b"three", b"one", b"", b"four")] == [
        b"three", b"one", b"", None,
    ]  # fmt: skip


def test_equal_bytes_are_written_once(tmp_path: Path) -> None:
    contents = Contents(tmp_path / "contents")
    kept(contents, b"same", b"same")
    assert contents.path.read_bytes() == b"same"


def test_processes_add_to_one_file(tmp_path: Path) -> None:
    contents = Contents(tmp_path / "contents")
    kept(contents, b"before")
    texts = [bytes([number]) * (number * 997) for number in range(1, 60)]
    pieces = [texts[start:][:4] for start in range(0, len(texts), 4)]
    places = chain.from_iterable(forked(lambda number: contents.add(pieces[number]), len(pieces), 3))
    kept(contents, b"behind")
    for text, place in zip(texts, places, strict=True):
        contents.put(digest_of(text), place)
    assert [contents.get(digest_of(text)) for text in (b"before", *texts, b"behind")] == [
        b"before", *texts, b"behind",
    ]  # fmt: skip


def test_torn_bytes_are_not_believed(tmp_path: Path) -> None:
    contents = Contents(tmp_path / "contents")
    kept(contents, b"one", b"two")
    contents.path.write_bytes(b"oneTw")
    assert contents.get(digest_of(b"one")) == b"one"
    assert contents.get(digest_of(b"two")) is None


def test_where_nothing_can_be_written_the_bytes_are_held(tmp_path: Path) -> None:
    contents = Contents(tmp_path / "no folder" / "contents")
    kept(contents, b"one")
    assert contents.get(digest_of(b"one")) == b"one" and contents.unkept


def test_a_wasteful_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "memo"
    shelf = Shelf(path, "us")
    for turn in range(8):
        large = bytes([turn]) * (1 << 20)
        shelf.put("parse", "a", Row(str(turn), b"", digest_of(large)), large)
    small = b"small"
    shelf.put("parse", "b", Row("b", b"", digest_of(small)), small)
    shelf.save()
    shelf.close()
    files = [file for file in tmp_path.iterdir() if file.name.startswith("memo-contents")]
    assert len(files) == 1 and files[0].stat().st_size == (1 << 20) + len(small)
    again = Shelf(path, "us")
    assert again.content(digest_of(large)) == large and again.content(digest_of(small)) == small
    assert not again.damaged


def test_a_shelf_without_its_contents_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "memo"
    shelf = Shelf(path, "us")
    shelf.put("parse", "a", Row("a", b"value", digest_of(b"text")), b"text")
    shelf.save()
    shelf.close()
    (tmp_path / "memo-contents").unlink()
    assert Shelf(path, "us").get("parse", "a") is None


def test_many_rows_are_found_before_and_after_they_are_saved(tmp_path: Path) -> None:
    path, many = tmp_path / "memo", 2500
    shelf = Shelf(path, "us")
    for number in range(many):
        shelf.put("parse", str(number), Row(f"key {number}", b"value"))
    assert shelf.get("parse", "7") == Row("key 7", b"value") and shelf.get("parse", "2499") is not None
    shelf.put("parse", "8", Row("another", b"value"))
    shelf.keep_only("parse", {str(number) for number in range(5, many)})
    assert shelf.get("parse", "4") is None
    shelf.save()
    shelf.close()
    again = Shelf(path, "us")
    assert again.get("parse", "4") is None and again.get("parse", "5") == Row("key 5", b"value")
    assert again.get("parse", "8") == Row("another", b"value") and not again.damaged


def test_rows_that_were_not_saved_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "memo"
    shelf = Shelf(path, "us")
    for number in range(2500):
        shelf.put("parse", str(number), Row("key", b"value"))
    shelf.close()
    assert Shelf(path, "us").get("parse", "7") is None
