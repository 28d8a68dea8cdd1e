"""Where outputs lie that are made before they are published.

Each lies in a tree where it will stand, so that of a site that is made whole the tree is the coming one,
in a single step. What finds its place taken lies in a folder of the process that made it, by digest.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from generator.digests import digest_of
from generator.model import Output
from generator.output.files import drop, files_below, write_new
from generator.output.state import State

_TREE = "tree"
_SHORT = 20


@contextmanager
def workshop(state: State) -> Iterator[str]:
    """An empty folder for outputs that are made before they are published, gone after the block; "" where
    none can be made, and outputs are held until publishing."""
    made = os.fspath(state.made)
    try:
        drop(state.made)
        state.made.mkdir(parents=True)
    except OSError:
        made = ""
    try:
        yield made
    finally:
        with suppress(OSError):  # the next build clears it
            drop(state.made)


def laid_down(output: Output, folder: str) -> Output:
    """The output with its bytes in a file below the folder `workshop` gave; itself where none can be written
    (publishing will say why), or there is nothing to lay down."""
    content = output.held
    if not (folder and content and isinstance(content, bytes)):
        return output
    digest = digest_of(content)
    for file in _places(folder, output.path, digest):
        try:
            _write(file, content)
        except OSError:
            continue
        return Output(output.path, origin=file, made=digest)
    return output


def take_tree(state: State, written: Collection[Output]) -> frozenset[str]:
    """Makes the tree of what was laid down the coming one, at `state.next`, if all that it holds is to be
    written: the paths that are in their places; none where that cannot be."""
    tree = state.made / _TREE
    root = os.fspath(tree)
    laid = {output.path for output in written if output.origin == f"{root}/{output.path}"}
    if not laid or laid != set(files_below(tree)):
        return frozenset()
    tree.rename(state.next)
    return frozenset(laid)


def _places(folder: str, path: str, digest: str) -> Iterator[str]:
    """Where an output may lie: none of a strange path is written before all is known of the site."""
    if "\0" not in path and ".." not in path.split("/"):
        yield f"{folder}/{_TREE}/{path}"
    yield f"{folder}/{os.getpid()}/{digest_of(path.encode())[:_SHORT]}-{digest}"


def _write(file: str, content: bytes) -> None:
    try:
        write_new(file, content)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120 a path of text
        write_new(file, content)
