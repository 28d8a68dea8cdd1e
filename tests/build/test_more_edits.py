"""Edits that `test_lasting` does not make, with one process and with several: warm equals clean."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.build import Options, Report, build_site, workers
from generator.build import building as building_module
from generator.build.fingerprint import fingerprint
from tests.build.test_lasting import Blog, silent, tree

TURNS = int(os.environ.get("EDIT_TURNS", "200"))
PIXEL = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
IMAGES = '["imgs/steps.gif"]\nfigure = "dilated_steps"\ndilation = %d\n'
LANGUAGES = ("", "lang: en\n", "safe: true\n", "math: mathml\n", "precompress: true\n")


@dataclass
class Restless(Blog):
    """A blog under edits of every kind, and a generator that is upgraded now and then."""

    version: int = 0

    def built(self, output: Path, jobs: int) -> Report:
        templates = self.root.parent / "templates"
        given = templates if templates.is_dir() else None
        return build_site(Options(self.root, output, given, now=self.now, jobs=jobs), silent)

    def edit(self) -> None:
        """One thing that a writer does between two builds."""
        dice = self.dice
        posts = sorted((self.root / "_posts").glob("*.md"))
        match dice.randint(0, 18):
            case 0:  # a post renamed
                dice.choice(posts).rename(self.root / f"_posts/2024-01-01-n{dice.randint(0, 9)}.md")
            case 1:  # the parameters of a figure that stands at an image's path
                self.write("imgs.toml", IMAGES % dice.randint(1, 3))
            case 2:  # an image, in the place of that figure or gone again
                path = self.root / "imgs/steps.gif"
                if path.exists():
                    path.unlink()
                else:
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(PIXEL + bytes([dice.randint(0, 9)]))
            case 3:
                self.write("_data/d.yml", f"a: {dice.randint(0, 3)}\n")
                self.write(
                    f"d{dice.randint(0, 1)}.md",
                    "---\ntitle: D\n---\n{{ site.data.d.a }} ![s](imgs/steps.gif)\n",
                )
            case 4:
                self.write(
                    "r.md", f"---\ntitle: R\nredirect_from: /old{dice.randint(0, 2)}/\n---\n[[One 1]]\n"
                )
            case 5:
                self.version += 1
            case 6:
                base = "title: Notes\nurl: https://e.org\npermalink: /:title.html\n"
                self.write("_config.yml", base + dice.choice(LANGUAGES))
            case 7:  # what is wrong, and right again
                self.write(
                    "w.md",
                    dice.choice(["---\ntitle: W\n---\n$\\frac$ [x](/gone)\n", "---\ntitle: W\n---\nw\n"]),
                )
            case 8:  # a file touched, not changed
                path = dice.choice(posts)
                self.write(path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8"))
            case _:
                super().edit()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("seed", "turns", "jobs"),
    [
        (11, 3, 2),
        *[pytest.param(seed, TURNS, jobs, marks=pytest.mark.soak) for seed in (6, 7, 8) for jobs in (1, 3)],
    ],
)
def test_warm_equals_clean_with_any_number_of_processes(
    seed: int, turns: int, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Restless(tmp_path / "blog", random.Random(seed))  # noqa: S311 no secret is made of it
    blog.write("_config.yml", "title: Notes\nurl: https://e.org\npermalink: /:title.html\n")
    blog.write("_includes/note.md", "Included.\n")
    for number in range(6):
        blog.note(number)
    made_by = fingerprint()
    monkeypatch.setattr(building_module, "fingerprint", lambda: f"{made_by} {blog.version}")
    monkeypatch.setattr(workers, "_WORTH_IT", 0.0)
    for turn in range(turns):
        for _ in range(blog.dice.randint(0, 3)):
            blog.edit()
        warm, clean = blog.built(tmp_path / "warm", jobs), blog.built(tmp_path / "clean", 1)
        assert warm.published and clean.published, (turn, warm.diagnostics)
        assert warm.diagnostics == clean.diagnostics, turn
        assert tree(tmp_path / "warm") == tree(tmp_path / "clean"), turn
        shutil.rmtree(tmp_path / "clean")
        shutil.rmtree(tmp_path / ".clean.notes")
