"""YAML as notes hold it: what a writer meant, and faults at the line that holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Location, Severity
from generator.yaml_reader import Mapping, Readings, document, is_slip, read_mapping, read_value
from generator.yaml_reader.simple import read_simple


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2019", 2019),
        ("1.5", 1.5),
        ("1.10", "1.10"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("no", "no"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("2019-09-23", "2019-09-23"),
        ("2019-09-23 16:58:05", "2019-09-23 16:58:05"),
        ("2019年9月23日16:58:05", "2019年9月23日16:58:05"),
        ('"2019"', "2019"),
        ("[a, 1]", ("a", 1)),
        ("{a: b}", {"a": "b"}),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_a_value_is_a_number_only_where_it_prints_back_as_written(written: str, value: object) -> None:
    assert read_mapping(f"key: {written}\n", "p.md").value.values == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "found", "help"),
    [
        ("x: 1\ntitle: a: b\n", 2, "a second `: `", 'title: "a: b"'),
        ('title: "abc\ndate: 2\n', 1, "a quote that is never closed", "'\"abc'"),
        ('title: "a" b\n', 1, "text behind a closing quote", "'\"a\" b'"),
        ("title: @home\n", 1, "a sign of YAML's own", '"@home"'),
        ("title: *bold*\n", 1, "begins with `*`", '"*bold*"'),
        ("title: [译] foo\n", 1, "text behind a closing quote or bracket", '"[译] foo"'),
        ("tags: [a, b\ntitle: c\n", 1, "a list opened by `[`", "quotes"),
        ("title:foo\ndate: 1\n", 1, "a line that is no `key: value`", "title: foo"),
        ("title：foo\ndate: 1\n", 1, "a line that is no `key: value`", "full-width"),
        ("a: 1\n\tb: c\n", 2, "a tab", "left margin"),
        ("a: 1\n  b: c\n", 2, "a second `: `", "left margin"),
        ('path: "C:\\path"\n', 1, "a backslash", "'"),
        ("a: 1\n---\nb: 2\n", 2, "a second document", ""),
    ],
)
def test_a_fault_stands_at_its_line_with_what_was_found_and_a_hint(
    text: str, line: int, found: str, help: str
) -> None:
    (problem,) = read_mapping(text, "p.md", first_line=1).diagnostics
    assert (problem.code, problem.severity) == ("yaml-syntax", Severity.ERROR)
    assert problem.at == Location("p.md", line)
    assert found in problem.message
    assert help in problem.help


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    assert read_mapping("a: 1\nb:\n  - c\nd: 2\n", "p.md", 2).value.lines == {"a": 2, "b": 3, "d": 5}


def test_a_key_written_twice_is_warned_and_the_later_counts() -> None:
    read = read_mapping("a: 1\na: 2\n", "p.md")
    (problem,) = read.diagnostics
    assert (problem.code, problem.at.line, problem.related) == ("duplicate-key", 2, (Location("p.md", 1),))
    assert read.value.values == {"a": 2}


def test_merge_keys_give_way_to_a_mapping_s_own() -> None:
    read = read_mapping("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n", "p.md")
    assert read.value.values["use"] == {"x": 1, "y": 3}


def test_aliases_cannot_grow_without_bound() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    assert [p.code for p in read_mapping("\n".join(rows), "p.md").diagnostics] == ["yaml-too-large"]


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: " + "[" * 5000, "a: " + "[" * 300 + "]" * 300])
def test_nesting_cannot_go_on_without_end(text: str) -> None:
    assert all(p.severity is Severity.ERROR for p in read_mapping(text, "p.md").diagnostics)
    assert read_mapping(text, "p.md").diagnostics


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\ud800", "\ufffe"])
def test_control_characters_are_refused_at_their_line(character: str) -> None:
    (problem,) = read_mapping(f"a: 1\nb: x{character}y\n", "p.md").diagnostics
    assert (problem.code, problem.at.line) == ("control-character", 2)


@pytest.mark.parametrize(("text", "found"), [("- a\n- b\n", "a list"), ("just words\n", "`just words`")])
def test_another_shape_than_a_mapping_is_named(text: str, found: str) -> None:
    (problem,) = read_mapping(text, "p.md").diagnostics
    assert problem.code == "yaml-shape"
    assert found in problem.message


def test_a_value_of_any_shape_reads() -> None:
    assert read_value("- {a: 1}\n- b\n", "_data/x.yml").value == ({"a": 1}, "b")


@given(st.text())
def test_no_text_at_all_raises(text: str) -> None:
    read = read_mapping(text, "p.md")
    assert read.diagnostics or isinstance(read.value.values, dict)


def readings(**values: object) -> Readings:
    return Readings(dict(values), {}, Location("p.md", 1))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a b", ("a", "b")),
        ("a, b，c", ("a", "b", "c")),
        (("machine learning", 2019, None, ("x",)), ("machine learning", "2019", "x")),
        ("", ()),
        (None, ()),
        ("a a", ("a",)),
    ],
)
def test_words_are_a_list_or_split_at_spaces_and_commas(value: object, words: tuple[str, ...]) -> None:
    assert readings(tags=value).words("tags") == words


def test_a_singular_key_is_one_word() -> None:
    assert readings(category="machine learning").words("category", split=False) == ("machine learning",)


def test_a_list_where_text_is_expected_is_taken_as_brackets_with_a_warning() -> None:
    read = readings(title=("译",))
    assert read.text("title") == "[译]"
    assert [p.code for p in read.diagnostics] == ["wrong-type"]
    assert '"[译]"' in read.diagnostics[0].help


@pytest.mark.parametrize(("value", "flag"), [("no", False), ("off", False), (True, True), (0, False)])
def test_a_flag_is_read_from_every_way_to_write_it(value: object, flag: bool) -> None:
    assert readings(published=value).flag("published") is flag


def test_a_flag_that_is_none_is_warned() -> None:
    read = readings(published="maybe")
    assert read.flag("published") is None
    assert "`maybe`, expected true or false" in read.diagnostics[0].message


@pytest.mark.parametrize("word", ["data", "dat", "daet", "datee", "bate"])
def test_one_slip_parts_a_word_from_a_known_one(word: str) -> None:
    assert is_slip(word, "date") is (word != "dat")


@pytest.mark.parametrize("word", ["name", "da", "update", "day"])
def test_other_words_are_no_slips(word: str) -> None:
    assert not is_slip(word, "date")


def test_an_anchor_may_be_defined_anew() -> None:
    read = read_value("a: &x 1\nb: &x 2\nc: *x\n", "_data/a.yml")
    assert (read.value, read.diagnostics) == ({"a": 1, "b": 2, "c": 2}, ())


def test_tabs_that_indent_are_read_as_spaces_with_a_notice() -> None:
    read = read_mapping("title: x\ntags:\n\t- a\n\t- b\n", "_posts/a.md", 2)
    assert read.value.values == {"title": "x", "tags": ("a", "b")}
    assert [(d.code, d.at.line) for d in read.diagnostics] == [("tabs-as-spaces", 4)]
    (fault,) = read_mapping("tags:\n\t- a\nroot:x\n", "_posts/a.md", 2).diagnostics
    assert (fault.code, fault.at.line) == ("yaml-syntax", 4)


SIMPLE_PARTS = (
    "a", "b: ", "tags", "[", "]", ", ", '"', "'", "\n", ": ", ":", " ", " #", "- ", "2019-01-01 10:00", "1",
    "1.5",
    "true", "~", "中文", "：", "，", "|", ">", "&", "*", "\\", "\t", '"x"', "'y'", "[a b, c]",
    "x: [a, 'b']\n", "\x85",
)  # fmt: skip


@given(st.lists(st.sampled_from(SIMPLE_PARTS), max_size=12))
def test_simple_lines_are_read_as_the_library_reads_them(parts: list[str]) -> None:
    text = "title: a note\n" + "".join(parts) + "\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "read_simple", lambda *_: None)
        by_library = read_mapping(text, "note.md", 2)
    assert read_mapping(text, "note.md", 2) == by_library


def test_common_front_matter_is_simple() -> None:
    text = 'title: 卷积：一\ndate: 2019-01-01 10:00:00\ntags: [a, "b c"]\nmath: true\nexcerpt:\n'
    assert read_simple(text, 2, str) == Mapping(
        {
            "title": "卷积：一",
            "date": "2019-01-01 10:00:00",
            "tags": ("a", "b c"),
            "math": "true",
            "excerpt": "",
        },
        {"title": 2, "date": 3, "tags": 4, "math": 5, "excerpt": 6},
    )
