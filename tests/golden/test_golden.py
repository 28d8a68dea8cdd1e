"""Small blogs, each with what must come out: outputs, problems, and each page's `<main>`.

`make golden` writes the expected files anew; the change is then read as a diff. A golden blog is
a folder `<name>/blog`; what it must become stands in `<name>/expected`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.build import Memory, Options, compile_site
from generator.diagnostics import as_text, in_order
from generator.terminal import progress

HERE = Path(__file__).parent
BLOGS = sorted(path.parent.name for path in HERE.glob("*/blog"))
_MAIN = re.compile(rb"<main\b.*?</main>", re.DOTALL)


def compiled(blog: Path) -> dict[str, str]:
    """What a blog becomes, as readable files: name → text."""
    with progress(shown=False) as tell:
        result = compile_site(Options(blog, blog.parent / "unused"), tell, Memory())
    paths = [path for path in sorted(result.outputs) if not path.startswith("notes-assets/")]
    files = {
        "outputs.txt": "".join(f"{path}\n" for path in paths),
        "problems.txt": "".join(f"{as_text(d)}\n" for d in in_order(result.diagnostics)),
    }
    for path in paths:
        main = _MAIN.search(result.outputs[path].content)
        if path.endswith(".html") and main is not None:
            files[f"{path.removesuffix('.html').replace('/', '--')}.main.html"] = main[0].decode() + "\n"
    return files


@pytest.mark.parametrize("blog", BLOGS)
def test_a_blog_becomes_what_it_became(blog: str, pytestconfig: pytest.Config) -> None:
    expected = HERE / blog / "expected"
    files = compiled(HERE / blog / "blog")
    if pytestconfig.getoption("--update-golden"):
        expected.mkdir(exist_ok=True)
        for old in expected.iterdir():
            old.unlink()
        for name, text in files.items():
            (expected / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in sorted(expected.iterdir())}
    assert files.keys() == kept.keys()
    for name, text in files.items():
        assert text == kept[name], name


def test_there_are_golden_blogs() -> None:
    assert len(BLOGS) >= 2
