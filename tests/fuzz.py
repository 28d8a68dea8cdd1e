"""`python -m tests.fuzz TARGET FOLDER [libFuzzer's options]`: one target of `fuzz_targets` under atheris.

The folder keeps the inputs that led further; it begins with paragraphs of the notes, the documents and the
fixtures of the tests, and with what stands in their fences and roles.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = ("content/**/*.md", "content/*.yml", "content/*.toml", "docs/*.md", "tests/markdown/fixtures/*.md")
_ASKED = re.compile(
    rb"```\{[\w-]+\} *(.*?)^```|\{\w+\}`([^`\n]*)`|^---\n(.*?)^---$", re.DOTALL | re.MULTILINE
)


def main() -> None:
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore] # it publishes no types

    name, folder = sys.argv[1], Path(sys.argv[2])
    with atheris.instrument_imports(include=["generator", "markdown_it", "mdit_py_plugins", "yaml"]):
        from tests.fuzz_targets import BITS, TARGETS

    TARGETS[name](b"")  # what the first call loads is not to be taken for a hang
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(_seeds()):
        (folder / f"seed-{number:04}").write_bytes(part)
    words = folder.with_name(f"{folder.name}.words")
    words.write_text("".join(f'"{_escaped(bit)}"\n' for bit in BITS))
    own = [f"-dict={words}", "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(folder), *own, *sys.argv[3:]], TARGETS[name])
    atheris.Fuzz()


def _seeds() -> list[bytes]:
    """Real text, which the fuzzer changes and joins."""
    texts = [path.read_bytes() for pattern in SEEDS for path in sorted(ROOT.glob(pattern))]
    parts = {part for text in texts for part in text.split(b"\n\n")}
    parts |= {b"".join(found.groups(b"")) for text in texts for found in _ASKED.finditer(text)}
    return sorted(part for part in parts if len(part) < 2000)


def _escaped(bit: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in bit.encode())


if __name__ == "__main__":
    main()
