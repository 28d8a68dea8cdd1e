"""The code that notes print is run: it computes what the engine computes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from generator.engine import conv2d
from generator.engine.cost import cost_table
from generator.engine.layers_language import parse
from tests.content.prose import CONTENT, code_blocks


def defined(post: str, name: str) -> Callable[..., object]:
    """A function that a post's Python block defines."""
    blocks = code_blocks(CONTENT / "_posts" / post, "python")
    (code,) = {block for block in blocks if f"def {name}(" in block}
    names: dict[str, Callable[..., object]] = {}
    exec(code, names)  # noqa: S102 # our own notes' code, which readers are to copy
    return names[name]


def test_im2col_is_the_convolution() -> None:
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((3, 9, 8)), rng.standard_normal((5, 3, 3, 3))
    unfolded = defined("2026-11-23-im2col.md", "conv2d_by_im2col")(x, weight)
    assert np.allclose(unfolded, conv2d(x[None], weight)[0])  # type: ignore[arg-type] # an array


def test_the_receptive_field_is_the_engines() -> None:
    compute = defined("2026-11-25-how-this-site-is-built.md", "receptive_field")
    parsed = parse("input 1x99x99\nconv 7x7 1 /2\nmax 3x3 /2\nconv 3x3 1\nconv 5x5 1 /2")
    assert parsed.network is not None
    field = cost_table(parsed.network).total.receptive_field
    assert (compute([(7, 2), (3, 2), (3, 1), (5, 2)]),) * 2 == field
