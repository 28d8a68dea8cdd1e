"""What a build remembers is altered between two builds, at random or on purpose: it is not believed, whether
the next build looks at everything or at an edited text alone."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from generator.build.cache.shelf import Row, Shelf
from tests.build.before import Before, is_right, output_before

ROUNDS = int(os.environ.get("HARM_ROUNDS", "1000"))
STATEMENTS = {
    "rows of another phase": "UPDATE OR REPLACE row SET phase = 'tree' WHERE phase IN ('load', 'render')",
    "rows of another name": "UPDATE OR REPLACE row SET name = 'page.html' WHERE phase = 'render'",
    "a key that is bytes": "UPDATE row SET key = CAST(key AS BLOB)",
    "a key that is nothing": "UPDATE row SET key = NULL",
    "a value that is a number": "UPDATE row SET value = 7",
    "a name that is bytes": "UPDATE row SET name = CAST(name AS BLOB)",
    "contents elsewhere": "UPDATE content SET start = start + 1",
    "contents without an end": "UPDATE content SET length = 9223372036854775807",
    "contents before the start": "UPDATE content SET start = -5, length = -5",
    "contents at a word": "UPDATE content SET start = 'x'",
    "contents lost": "DELETE FROM content",
    "no file of contents": "UPDATE about SET contents = ''",
    "a file of contents that is nothing": "UPDATE about SET contents = NULL",
    "nothing about it": "DELETE FROM about",
    "no table of contents": "DROP TABLE content",
    "another table": "ALTER TABLE row RENAME TO rows",
}


@pytest.fixture(scope="module", params=["text", "lines", "edited"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    return output_before(tmp_path_factory.mktemp(request.param), request.param)


@pytest.mark.parametrize("what", STATEMENTS)
def test_what_was_altered_on_purpose(case: Before, what: str) -> None:
    case.lay_out()
    with sqlite3.connect(case.case / ".site.notes/memo") as memo:
        memo.execute(STATEMENTS[what])
    memo.close()
    is_right(case, what, thorough=True)


@pytest.mark.parametrize("what", ["no table of contents", "another table", "cut", "no database"])
def test_a_damaged_memory_is_told_after_an_edit_too(case: Before, what: str) -> None:
    case.lay_out()
    path = case.case / ".site.notes/memo"
    if what in STATEMENTS:
        with sqlite3.connect(path) as memo:
            memo.execute(STATEMENTS[what])
        memo.close()
    else:
        path.write_bytes(path.read_bytes()[: 5000 if what == "cut" else 50])
    assert "damaged-memory" in is_right(case, what)


def test_an_altered_manifest_is_not_written_on(case: Before) -> None:
    case.lay_out()
    manifest = case.case / ".site.notes/manifest.json"
    stamp = manifest.stat()
    manifest.write_bytes(manifest.read_bytes().replace(b'[["', b'[["#', 1))
    os.utime(manifest, ns=(stamp.st_mtime_ns, stamp.st_mtime_ns))
    is_right(case, "another address", thorough=True)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("rounds", [12, pytest.param(ROUNDS, marks=pytest.mark.soak)])
def test_what_was_altered_at_random(case: Before, rounds: int) -> None:
    """Any file of the state folder, its size and times as they were or not."""
    for number in range(rounds):
        dice = random.Random(number)  # noqa: S311 no secret is made of it
        case.lay_out()
        path = dice.choice([path for path in sorted((case.case / ".site.notes").iterdir()) if path.is_file()])
        stamp = path.stat()
        path.write_bytes(harmed(path.read_bytes(), dice))
        os.utime(path, ns=(stamp.st_mtime_ns, stamp.st_mtime_ns))
        is_right(case, f"{number}: {path.name}", thorough=True)


def harmed(content: bytes, dice: random.Random) -> bytes:
    """Bytes cut, lost, moved, or other ones."""
    at = dice.randrange(len(content) + 1)
    size = dice.choice([1, 16, 512, 4096])
    start = at // size * size
    before, block, after = content[:start], content[start : start + size], content[start + size :]
    match dice.randint(0, 5):
        case 0:
            return content[:at]
        case 1:
            return before + after
        case 2:
            return before + bytes(len(block)) + after
        case 3:
            return before + dice.randbytes(len(block)) + after
        case 4:
            return before + after[: len(block)] + block + after[len(block) :]
        case _:
            return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]


def test_a_memory_that_can_no_longer_be_written_is_made_anew(tmp_path: Path) -> None:
    """Else every later build would find the same, and remember nothing."""
    path = tmp_path / "memo"
    shelf = Shelf(path, "us")
    for number in range(300):
        shelf.put("parse", str(number), Row("key", b"value" * 100))
    shelf.save()
    shelf.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    shelf = Shelf(path, "us")
    shelf.put("load", "a", Row("key", b"value"))
    for number in range(300):
        shelf.put("parse", str(number), Row("key", b"other"))
    shelf.save()
    shelf.close()
    again = Shelf(path, "us")
    again.put("load", "b", Row("key", b"value"))
    again.save()
    again.close()
    assert shelf.damaged and not again.lost
    assert Shelf(path, "us").get("load", "b") == Row("key", b"value")
