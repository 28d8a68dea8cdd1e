"""`python -m tests.fuzz TARGET [libFuzzer's options]`: one target of `test_fuzz` under atheris."""

from __future__ import annotations

import sys


def main() -> None:
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore] # it publishes no types

    with atheris.instrument_imports(include=["generator", "markdown_it"]):
        from tests.test_fuzz import TARGETS

    target = TARGETS[sys.argv.pop(1)]

    def once(content: bytes) -> None:
        target(content.decode("utf-8", "ignore"))

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
