"""`.gz` and `.br` beside each text file, for servers that hand them out as they lie.

The bytes depend on the content alone: no clock, no file name.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import brotli

from generator.memo import Recall, call
from generator.model import Output

_TEXT = frozenset({".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".xml"})
_LEAST = 1024
"""Bytes below which a second file costs more than it saves."""
_PATIENT = 256 * 1024
"""Bytes up to which Brotli searches longest."""


def precompressed(outputs: Iterable[Output], recall: Recall = call) -> Iterator[Output]:
    """For every text output of a kilobyte and more, the same compressed by gzip and by Brotli."""
    for output in outputs:
        if PurePosixPath(output.path).suffix.lower() in _TEXT:
            content = output.read()
            if len(content) >= _LEAST:
                yield from recall("compressed", output.path, _both, output.path, content)


def _both(path: str, content: bytes) -> tuple[Output, Output]:
    quality = 11 if len(content) <= _PATIENT else 9
    return (
        Output(f"{path}.gz", gzip.compress(content, 9, mtime=0)),
        Output(f"{path}.br", brotli.compress(content, quality=quality)),
    )
