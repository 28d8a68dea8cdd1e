"""Any bytes at all: nothing raises. Guided by coverage where atheris is installed (requirements/soak.txt),
by Hypothesis in every run. Each crash found becomes a case of the room it was found in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz_targets import BITS, TARGETS

ROOT = Path(__file__).parents[1]
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
texts = st.one_of(
    st.text(max_size=200).map(str.encode),
    st.lists(st.sampled_from(BITS), max_size=30).map(lambda bits: "".join(bits).encode()),
    st.binary(max_size=60),
)


@pytest.mark.parametrize("name", TARGETS)
@given(content=texts)
def test_nothing_raises(name: str, content: bytes) -> None:
    TARGETS[name](content)


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.parametrize("name", TARGETS)
def test_guided_by_coverage(name: str, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        pytest.skip("atheris is not installed: pip install -r requirements/soak.txt")
    asked = [sys.executable, "-m", "tests.fuzz", name, str(tmp_path / "found"), f"-max_total_time={SECONDS}"]
    told = subprocess.run(
        [*asked, f"-artifact_prefix={tmp_path}/"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(*re.findall(r"Done .*", told.stderr))  # noqa: T201 the soak's figures
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
