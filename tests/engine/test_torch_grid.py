"""The engine against PyTorch: a stored sample always, the whole grid where PyTorch is installed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.engine.grid import EVERY, STORED, by_torch, kept, settings


def test_the_stored_sample_is_what_the_engine_computes() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    sample = [setting for setting in settings() if setting.number % EVERY == 0]
    assert [str(setting.number) for setting in sample] == list(stored)
    assert len(sample) > 300
    for setting in sample:
        shape, values = stored[str(setting.number)]
        y = setting.ours()
        assert list(y.shape) == shape, setting
        assert np.allclose(kept(y), values, rtol=0, atol=2e-6), setting


@pytest.mark.soak
def test_the_whole_grid_agrees_with_torch() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    count = 0
    for setting in settings():
        assert np.allclose(setting.ours(), by_torch(setting), rtol=0, atol=1e-10), setting
        count += 1
    assert count >= 10_000
