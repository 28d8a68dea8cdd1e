"""Bytes to text: the encodings in which Chinese notes are found, LF line ends, a bound on size."""

from __future__ import annotations

from generator.diagnostics import Checked, Location
from generator.files import MOST_BYTES
from generator.problems import source as problems


def decode(content: bytes, path: str) -> Checked[str | None]:
    """The text with LF line ends and no BOM; None with an error when it is no text.

    UTF-8 first, then GB18030, which reads almost anything: the notice says so.
    """
    at = Location(path)
    if len(content) > MOST_BYTES:
        return Checked(None, (problems.too_large(len(content), MOST_BYTES, at),))
    try:
        return Checked(_with_lf(content.decode("utf-8-sig")))
    except UnicodeDecodeError as fault:
        # The BOM is no part of what the codec counts.
        offset = fault.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0)
    try:
        if b"\0" in content:
            raise ValueError("binary")
        return Checked(_with_lf(content.decode("gb18030")), (problems.gb18030(at),))
    except ValueError:
        return Checked(None, (problems.undecodable(offset, content[offset], at),))


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
