"""Encodings and line ends in which notes are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Severity
from generator.files import MOST_BYTES
from generator.source.read import decode


@pytest.mark.parametrize("content", ["卷积\n".encode(), "\ufeff卷积\r\n".encode(), "卷积\r".encode()])
def test_utf_8_reads_whatever_its_line_ends_and_bom(content: bytes) -> None:
    assert decode(content, "p.md").value == "卷积\n"
    assert decode(content, "p.md").diagnostics == ()


def test_gb18030_reads_with_a_notice() -> None:
    read = decode("卷积神经网络\r\n".encode("gb18030"), "p.md")
    assert read.value == "卷积神经网络\n"
    assert [(p.code, p.severity) for p in read.diagnostics] == [("gb18030", Severity.NOTICE)]


@pytest.mark.parametrize(
    ("content", "offset"), [(b"abc\xff\xff", 3), (b"\xef\xbb\xbfab\xff", 5), (b"\x80\0", 0)]
)
def test_other_bytes_are_an_error_that_names_the_offset(content: bytes, offset: int) -> None:
    read = decode(content, "p.md")
    assert read.value is None
    (problem,) = read.diagnostics
    assert (problem.code, problem.severity) == ("undecodable", Severity.ERROR)
    assert f"0x{content[offset]:02x} at offset {offset}" in problem.message


def test_a_file_beyond_all_reason_is_refused() -> None:
    assert [p.code for p in decode(b"x" * (MOST_BYTES + 1), "p.md").diagnostics] == ["too-large"]


@given(st.binary())
def test_any_bytes_are_text_or_an_error(content: bytes) -> None:
    read = decode(content, "p.md")
    assert (read.value is None) == any(p.severity is Severity.ERROR for p in read.diagnostics)
