"""A build of which only texts were edited does little, and leaves what a clean one would."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from generator.build import Options, Report, build_site
from generator.build.edits import texts
from generator.diagnostics import Checked
from generator.output import state_of
from generator.render import Templates, published_code
from generator.render.view import PageView
from tests.build.test_lasting import NOW, silent, tree

ROOT = Path(__file__).parents[2]
_BUILD = """
import sys
from generator.commands.plain_build import plain_build
plain_build()
print("markdown_it" in sys.modules, "jinja2" in sys.modules)
"""
"""Builds, and says whether what parses notes and what renders templates were loaded for it here."""
POSTS = 30
"""More than feeds hold, so that some posts stand in none."""
PAGE = "---\ntitle: Page\n---\nFirst.\n\nSecond, [the third](n3.html).\n"
TICKS = count(1_600_000_000)


def write(path: Path, text: str) -> None:
    """Writes a file that looks old: one just written may be written again unseen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = next(TICKS)
    os.utime(path, (then, then))


def post(blog: Path, number: int) -> Path:
    return blog / f"_posts/2024-01-{number + 1:02}-n{number}.md"


def built(blog: Path, output: Path) -> Report:
    return build_site(Options(blog, output, now=NOW), silent)


def was_retouched(report: Report) -> bool:
    return [step for step, _ in report.account.steps] == ["the texts that were edited"]


def edit(blog: Path, number: int, before: str, after: str) -> None:
    text = post(blog, number).read_text(encoding="utf-8")
    assert before in text
    write(post(blog, number), text.replace(before, after))


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    root = tmp_path / "blog"
    write(root / "_config.yml", "title: N\nurl: https://e.org\npermalink: /:title.html\npaginate: 4\n")
    for number in range(POSTS):
        head = f"---\ntitle: N{number}\ntags: [t{number % 3}]\n---\n"
        to = {7: 7}.get(number, number * 7 % POSTS)
        link = f"[that](n{to}.html#part)" + (" and ![a](a.svg)" if number == 6 else "")
        text = f"First {number}.\n\nSecond 卷积 $x_{number}$, {link}.\n\n## Part\n\n```python\nx = 1\n```\n"
        write(post(root, number), head + text)
    write(root / "page.md", PAGE)
    write(root / "including.md", "---\ntitle: I\n---\nFirst.\n\n{% include_relative part.md %}\n")
    write(root / "part.md", "Included.\n")
    write(root / "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>')
    report = built(root, tmp_path / "site")
    assert report.published and not report.diagnostics
    return root


def same_as_clean(blog: Path, output: Path, report: Report) -> None:
    """The site, what is said of it, and the manifest are those of a clean build."""
    clean = built(blog, output.parent / "clean")
    assert tree(output) == tree(output.parent / "clean")
    assert report.diagnostics == clean.diagnostics
    there, here = (state_of(each).manifest.read_bytes() for each in (output.parent / "clean", output))
    assert here == there
    assert (report.pages, report.files, report.figures) == (clean.pages, clean.files, clean.figures)


def test_a_text_that_is_edited_is_made_again_alone(blog: Path, tmp_path: Path) -> None:
    edit(blog, 3, "Second", "Edited\nin two lines, with `code` and more 空洞卷积")
    report = built(blog, tmp_path / "site")
    assert was_retouched(report) and report.written > 1
    assert {done.name for done in report.account.redone} >= {"n3.html", "_posts/2024-01-04-n3.md"}
    same_as_clean(blog, tmp_path / "site", report)
    assert built(blog, tmp_path / "site").written == 0


def test_several_texts_and_texts_again(blog: Path, tmp_path: Path) -> None:
    for turn in range(3):
        for number in (0, 3, 5):
            edit(blog, number, "Second" if not turn else f"Turn {turn - 1}", f"Turn {turn}")
        report = built(blog, tmp_path / "site")
        assert was_retouched(report)
        same_as_clean(blog, tmp_path / "site", report)


def test_the_command_reads_edited_notes_in_another_process(blog: Path, tmp_path: Path) -> None:
    blog.rename(tmp_path / "content")
    another = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1

    def build() -> str:
        command = [sys.executable, "-c", _BUILD]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
        assert not told.stderr
        return told.stdout.decode()

    shutil.rmtree(tmp_path / "site")
    build()
    for number, before, after, renders in (
        (3, "Second", "Edited", False),
        (5, "title: N5", "title: Other", True),
        (3, "x = 1", "y = 2", False),
        (3, "## Part", "## Section\n\n## Part", True),
    ):
        edit(tmp_path / "content", number, before, after)
        told = build()
        assert 0 < int(re.findall(r"(\d+) files written", told)[0]) < POSTS
        assert told.endswith(f"{not another} {renders}\n")
    clean = built(tmp_path / "content", tmp_path / "clean")
    assert clean.published and tree(tmp_path / "site") == tree(tmp_path / "clean")


@pytest.mark.parametrize(
    ("template", "renders"),
    [
        ("<main>{{ page.title }}{{ page.body }}</main>", False),
        ("<main>{{ page.body|length }}{{ page.body }}</main>", True),
        ("<main>{{ page.body }}{{ page.body }}</main>", True),
        ("<main>{% if 'Edited' in page.body %}!{% endif %}{{ page.body }}</main>", True),
        ("<main>{% set all = page %}{{ all.body }}{{ all.body|wordcount }}</main>", True),
        ("<main>{{ page.title }}</main>", True),
    ],
)
def test_a_theme_may_do_as_it_likes_with_a_text(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, renders: bool
) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/post.html").write_text(template, encoding="utf-8")

    def build(output: str) -> Report:
        return build_site(Options(blog, tmp_path / output, templates=tmp_path / "theme", now=NOW), silent)

    build("themed")
    rendered: list[str] = []
    render = Templates.render

    def watched(self: Templates, name: str, page: PageView) -> Checked[str]:
        rendered.append(name)
        return render(self, name, page)

    with monkeypatch.context() as patched:
        patched.setattr(Templates, "render", watched)
        edit(blog, 3, "Second", "Edited")
        assert was_retouched(build("themed"))
    assert ("post.html" in rendered) == renders
    build("clean")
    assert tree(tmp_path / "themed") == tree(tmp_path / "clean")


def test_code_that_stays_is_not_highlighted_again(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_code, "highlight", lambda *_: pytest.fail("highlighted again"))
    for before, after in (("Second", "Edited"), ("title: N3", "title: Other")):
        edit(blog, 3, before, after)
        report = built(blog, tmp_path / "site")
        assert was_retouched(report)
        same_as_clean(blog, tmp_path / "site", report)


def test_code_that_is_edited_is_highlighted(blog: Path, tmp_path: Path) -> None:
    edit(blog, 3, "x = 1\n", "def f(): return 'a' < 2\n")
    report = built(blog, tmp_path / "site")
    assert was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_a_whole_build_after_it_is_right_and_does_little(blog: Path, tmp_path: Path) -> None:
    edit(blog, 3, "Second", "Edited")
    assert was_retouched(built(blog, tmp_path / "site"))
    edit(blog, 4, "tags: [t1]", "tags: [t1, new]")
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    assert "_posts/2024-01-04-n3.md" not in {
        done.name for done in report.account.redone if done.phase == "parse"
    }
    same_as_clean(blog, tmp_path / "site", report)


def test_a_file_that_was_just_written_is_looked_at_again(blog: Path, tmp_path: Path) -> None:
    edit(blog, 3, "Second", "Edited")
    os.utime(post(blog, 3))
    for _ in range(2):
        report = built(blog, tmp_path / "site")
        assert was_retouched(report)
        same_as_clean(blog, tmp_path / "site", report)


SEEN_ELSEWHERE: dict[str, Callable[[Path], None]] = {
    "title": lambda blog: edit(blog, 3, "title: N3", "title: Other"),
    "title of a page in the feeds": lambda blog: edit(blog, POSTS - 1, "title: N", "title: Other"),
    "title that its heading gives": lambda blog: edit(blog, 3, "title: N3\n", ""),
    "title of a page that is no post": lambda blog: write(blog / "page.md", PAGE.replace("Page", "Other")),
    "summary": lambda blog: edit(blog, POSTS - 2, "title: ", "excerpt: Short\ntitle: "),
    "heading": lambda blog: edit(blog, 19, "## Part", "## Teil"),
    "heading below another": lambda blog: edit(blog, 3, "## Part", "## Part\n\n## More"),
    "beginning": lambda blog: edit(blog, 3, "First", "Other"),
    "reading time": lambda blog: edit(blog, 3, "Second", "Second " + "word " * 900),
    "in the feeds": lambda blog: edit(blog, POSTS - 1, "Second", "Edited"),
    "a link again": lambda blog: edit(blog, 3, "Second", "[That](n21.html#part) [o](https://e.org/)"),
    "a picture again": lambda blog: edit(blog, 6, "![a](a.svg)", "![b](a.svg)\n\nbetween\n\n![a](a.svg)"),
}  # fmt: skip


@pytest.mark.parametrize("what", SEEN_ELSEWHERE)
def test_what_others_show_of_an_edited_note_is_made_again(blog: Path, tmp_path: Path, what: str) -> None:
    SEEN_ELSEWHERE[what](blog)
    edit(blog, 5, "Second", "Edited")
    report = built(blog, tmp_path / "site")
    assert was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)
    state_of(tmp_path / "site").unchanged.unlink()
    report = built(blog, tmp_path / "site")
    # A home page is rendered again for a text that it may show, and the index merged where an edit only
    # mended it: they are what they were.
    redone = {done.phase for done in report.account.redone}
    assert redone <= {"list", "search block", "search sizes"} and not report.written
    edit(blog, 8, "tags: [t2]", "tags: [t2, new]")
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_neighbours_that_are_edited_at_once_name_each_other_as_they_are(blog: Path, tmp_path: Path) -> None:
    for turn in range(3):
        for number in (3, 4, 5, 12):
            edit(blog, number, "title: N" if not turn else "title: T", "title: T")
        edit(blog, 10, "Second" if not turn else f"Turn {turn - 1}", f"Turn {turn}")
        report = built(blog, tmp_path / "site")
        assert was_retouched(report)
        same_as_clean(blog, tmp_path / "site", report)


def rewrite(blog: Path, dice: random.Random) -> None:
    """One thing that a writer does to a note between two builds; most of it can be seen elsewhere."""
    path = post(blog, dice.randrange(POSTS))
    head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
    paragraphs = body.strip().split("\n\n")
    match dice.randrange(9):
        case 0 | 1:
            head = re.sub("(?m)^title:.*$", f"title: T{dice.randrange(99)}", head)
        case 2:
            head = re.sub("(?m)^excerpt:.*\n", "", head) + dice.choice(["", "excerpt: In short\n"])
        case 3:
            paragraphs[0] = f"Opening {dice.randrange(99)} [that](n{dice.randrange(POSTS)}.html)."
        case 4:
            paragraphs.insert(dice.randrange(len(paragraphs)), f"## Part {dice.randrange(9)}")
        case 5 if len(paragraphs) > 1:
            del paragraphs[dice.randrange(len(paragraphs))]
        case 6:
            paragraphs.append("word 空洞 " * dice.choice([1, 300]))
        case 7:
            head = re.sub("(?m)^tags:.*$", f"tags: [t{dice.randrange(3)}]", head)
        case _:
            dice.shuffle(paragraphs)
    write(path, f"---\n{head}---\n" + "\n\n".join(paragraphs) + "\n")


@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("seed", "turns"), [(1, 6), *[pytest.param(n, 100, marks=pytest.mark.soak) for n in (2, 3, 4)]]
)
def test_any_edits_leave_what_a_clean_build_would(blog: Path, tmp_path: Path, seed: int, turns: int) -> None:
    dice = random.Random(seed)  # noqa: S311 no secret is made of it
    ways = set()
    for _ in range(turns):
        for _ in range(dice.choice([1, 1, 2, 4])):
            rewrite(blog, dice)
        report = built(blog, tmp_path / "site")
        ways.add(was_retouched(report))
        same_as_clean(blog, tmp_path / "site", report)
        for left in ("clean", ".clean.notes"):
            shutil.rmtree(tmp_path / left)
    assert ways == {True, False}


MORE: dict[str, Callable[[Path], None]] = {
    "tag": lambda blog: edit(blog, 3, "tags: [t0]", "tags: [t0, new]"),
    "heading that is linked to": lambda blog: edit(blog, 21, "## Part", "## Teil"),
    "heading that it links to itself": lambda blog: edit(blog, 7, "## Part", "## Teil"),
    "link": lambda blog: edit(blog, 3, "[that](n21", "[that](n22"),
    "link gone": lambda blog: edit(blog, 3, "[that](n21.html#part)", "that"),
    "date": lambda blog: edit(blog, 3, "title: N3", "date: 2024-01-09\ntitle: N3"),
    "broken link": lambda blog: edit(blog, 3, "[that](n21", "[that](gone"),
    "maths gone": lambda blog: edit(blog, 3, "$x_3$", "x"),
    "figure": lambda blog: edit(blog, 3, "Second", "```{figure} dilated_steps\n```\n\nSecond"),
    "value": lambda blog: edit(blog, 3, "Second", "{cost}`resnet18.macs`"),
    "Jekyll's tag": lambda blog: edit(blog, 3, "Second", "{% raw %}Second{% endraw %}"),
    "a text that another includes": lambda blog: write(blog / "part.md", "Other.\n"),
    "a note beside": lambda blog: write(post(blog, POSTS), "---\ntitle: New\n---\nNew.\n"),
    "a note gone": lambda blog: post(blog, 3).unlink(),
    "configuration": lambda blog: write(blog / "_config.yml", "title: M\npermalink: /:title.html\n"),
    "unpublished": lambda blog: edit(blog, 3, "title: N3", "published: false"),
    "what no build has a word for": lambda blog: edit(blog, 3, "title: N3", "title: N3\ntilte: N3"),
}  # fmt: skip


@pytest.mark.parametrize("what", MORE)
def test_what_others_may_see_is_looked_at_by_the_whole_build(blog: Path, tmp_path: Path, what: str) -> None:
    MORE[what](blog)
    edit(blog, 5, "Second", "Edited")
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_after_a_build_that_failed_the_whole_build_looks(blog: Path, tmp_path: Path) -> None:
    again = blog / "again.md"
    edit(blog, 3, "title: N3", "title: Other")
    write(again, "---\npermalink: /n5.html\n---\nAt the address of another.\n")
    assert not built(blog, tmp_path / "site").published
    again.unlink()
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_a_title_that_many_pages_name_is_a_whole_build(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST", 1)
    edit(blog, 3, "title: N3", "title: Other")
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_the_title_of_the_newest_post_is_shown_by_few(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST", 5)  # of the ten that share its tag
    edit(blog, POSTS - 1, "title: N", "title: Other")
    report = built(blog, tmp_path / "site")
    assert was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_many_texts_are_a_whole_build(blog: Path, tmp_path: Path) -> None:
    for number in range(9):
        edit(blog, number, "Second", "Edited")
    assert not was_retouched(built(blog, tmp_path / "site"))


@pytest.mark.parametrize("lost", ["memo", "memo-contents", "manifest.json", "unchanged"])
def test_without_what_was_left_the_whole_build_looks(blog: Path, tmp_path: Path, lost: str) -> None:
    edit(blog, 3, "Second", "Edited")
    (state_of(tmp_path / "site").folder / lost).unlink()
    report = built(blog, tmp_path / "site")
    assert not was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


LEFTOVERS = ("_posts/.2024-01-04-n3.md.swp", ".obsidian/app.json", "_posts/2024-01-04-n3.md~", ".DS_Store")


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_what_an_editor_leaves_beside_a_note_changes_nothing(
    blog: Path, tmp_path: Path, leftover: str
) -> None:
    write(blog / leftover, "\0")
    report = built(blog, tmp_path / "site")
    assert not report.account.steps and report.written == 0
    edit(blog, 3, "Second", "Edited")
    write(blog / leftover, "\0more")
    report = built(blog, tmp_path / "site")
    assert was_retouched(report)
    same_as_clean(blog, tmp_path / "site", report)


def test_a_page_whose_text_others_include_is_looked_at_by_the_whole_build(tmp_path: Path) -> None:
    blog, output = tmp_path / "blog", tmp_path / "site"
    write(blog / "_config.yml", "title: N\nurl: https://e.org\nincludes_dir: parts\n")
    write(blog / "parts/box.md", "---\ntitle: Box\n---\nFirst.\n")
    write(blog / "a.md", "---\ntitle: A\n---\nBefore. {% include box.md %}\n")
    assert b"First." in (built(blog, output), output.joinpath("a.html").read_bytes())[1]
    write(blog / "parts/box.md", "---\ntitle: Box\n---\nSecond.\n")
    same_as_clean(blog, output, built(blog, output))
    assert b"Second." in output.joinpath("a.html").read_bytes()


def test_a_note_behind_a_link_to_its_folder_is_edited_where_it_lies(tmp_path: Path) -> None:
    blog, output = tmp_path / "blog", tmp_path / "site"
    write(blog / "_config.yml", "title: N\nurl: https://e.org\n")
    write(blog / "notes/2024-01-01-a.md", "---\ntitle: A\n---\nFirst.\n")
    (blog / "_posts").symlink_to("notes")
    (blog / "notes/loop").symlink_to("../notes")
    built(blog, output)
    write(blog / "notes/2024-01-01-a.md", "---\ntitle: A\n---\nSecond.\n")
    report = built(blog, output)
    same_as_clean(blog, output, report)
    assert sum(b"Second." in content for content in tree(output).values()) >= 2


@pytest.mark.parametrize("part", ["post.html", "partials/part.html"])
def test_a_theme_behind_a_link_is_looked_at(blog: Path, tmp_path: Path, part: str) -> None:
    theme, shared = tmp_path / "theme", tmp_path / "shared"
    write(shared / "part.html", "one")
    write(theme / "post.html", '<p>{% include "partials/part.html" %}</p>{{ page.body }}')
    (theme / "partials").symlink_to(shared)
    (shared / "again").symlink_to(theme)
    options = Options(blog, tmp_path / "site", theme, now=NOW)
    assert build_site(options, silent).published
    write(theme / part, "two {{ page.body }}")
    report = build_site(options, silent)
    clean = build_site(Options(blog, tmp_path / "clean", theme, now=NOW), silent)
    assert report.published and tree(tmp_path / "site") == tree(tmp_path / "clean")
    assert b"two " in (tmp_path / "site/n3.html").read_bytes() and report.diagnostics == clean.diagnostics


THEMES: dict[str, tuple[dict[str, str], str]] = {
    "filtered around an include": (
        {"page": '{% filter replace("TODO", "DONE") %}{% include "_b.html" %}{% endfilter %}'},
        "TODO",
    ),
    "filtered around a block": (
        {
            "base": '{% filter replace("TODO", "DONE") %}{% block main %}{% endblock %}{% endfilter %}',
            "page": '{% extends "base.html" %}{% block main %}{{ page.body }}{% endblock %}',
        },
        "TODO",
    ),
    "set by an include": (
        {"page": '{% set x %}{% include "_b.html" %}{% endset %}{{ page.body }}{{ "TODO" in x }}'},
        "TODO",
    ),
    "printed under a condition, and its text beside": (
        {"page": "{% if page.tags %}{{ page.body }}{% else %}<p>First.</p>\n{% endif %}"},
        "Second.",
    ),
    "included under a condition": ({"page": '{% if page.tags %}{% include "_b.html" %}{% endif %}'}, "TODO"),
    "included by a name that is computed": (
        {"page": '{% filter upper %}{% include "_" ~ "b.html" %}{% endfilter %}'},
        "TODO",
    ),
    "all else included": (
        {
            "page": '{% if page.title %}{% include "_t.html" %}{% endif %}{{ page.body }}',
            "_t": "{{ page.title }}",
        },
        "TODO",
    ),
}


@pytest.mark.parametrize("what", THEMES)
def test_a_theme_may_print_a_text_where_it_likes(tmp_path: Path, what: str) -> None:
    blog, theme = tmp_path / "blog", tmp_path / "theme"
    files, text = THEMES[what]
    for name, template in {"_b": "{{ page.body }}", **files}.items():
        write(theme / f"{name}.html", template)
    write(blog / "a.md", "---\ntitle: A\n---\nFirst.\n")

    def build(output: str) -> Report:
        return build_site(Options(blog, tmp_path / output, templates=theme, now=NOW), silent)

    build("themed")
    write(blog / "a.md", f"---\ntitle: A\n---\n{text}\n")
    assert was_retouched(build("themed"))
    build("clean")
    assert tree(tmp_path / "themed") == tree(tmp_path / "clean")


INCLUDED = {"zh-CN.txt": "two", "_n.txt": "two", "_b.txt": '{{ page.body|replace("TODO", "DONE") }}'}


@pytest.mark.parametrize("name", INCLUDED)
def test_what_a_theme_includes_may_have_any_name(tmp_path: Path, name: str) -> None:
    blog, theme = tmp_path / "blog", tmp_path / "theme"
    write(theme / "page.html", '{% include page.lang ~ ".txt" %}{% include "_b.txt" %}')
    write(theme / "home.html", '{% include "_n.txt" %}')
    for part, text in {"zh-CN.txt": "one", "_n.txt": "one", "_b.txt": "{{ page.body }}"}.items():
        write(theme / part, text)
    (theme / "logo.png").write_bytes(b"\xff\x00")
    write(blog / "a.md", "---\ntitle: A\n---\nFirst.\n")

    def build(output: str) -> Report:
        return build_site(Options(blog, tmp_path / output, templates=theme, now=NOW), silent)

    assert build("themed").published
    for file, text in ((theme / name, INCLUDED[name]), (blog / "a.md", "---\ntitle: A\n---\nTODO\n")):
        write(file, text)
        build("themed")
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        build("clean")
        assert tree(tmp_path / "themed") == tree(tmp_path / "clean")


def test_a_list_of_the_author_may_name_what_links_to_it(tmp_path: Path) -> None:
    blog, theme = tmp_path / "blog", tmp_path / "theme"
    write(theme / "home.html", "{% for p in page.backlinks %}{{ p.label }}{% endfor %}")
    write(blog / "_config.yml", "title: N\nurl: https://e.org\n")
    write(blog / "index.md", "---\nlayout: home\n---\n")
    write(blog / "a.md", "---\ntitle: First\n---\n[home](index.md)\n")

    def build(output: str) -> Report:
        return build_site(Options(blog, tmp_path / output, templates=theme, now=NOW), silent)

    build("themed")
    write(blog / "a.md", "---\ntitle: Second\n---\n[home](index.md)\n")
    build("themed"), build("clean")
    assert tree(tmp_path / "themed") == tree(tmp_path / "clean")
    assert b"Second" in (tmp_path / "themed/index.html").read_bytes()


FAKED = (
    '<div class="code"><div class="bar"><span>python</span></div><pre tabindex="0">'
    '<code class="language-python"><b>x</b> = 1\n</code></pre></div>\n'
)
BOTH = "[l](a.svg#f) ![p](a.svg#f)"
NOTES: dict[str, tuple[str, str]] = {
    "no front matter any more": ("---\ntitle: M\n---\nFront.\n", "Front.\n"),
    "half of it": ("---\ntitle: M\n---\nFront.\n", "title: M\n---\nFront.\n"),
    "a picture that was a link too": (f"---\ntitle: M\n---\n{BOTH}\n", "---\ntitle: M\n---\n[l](a.svg#f)\n"),
    "a link that was a picture too": (f"---\ntitle: M\n---\n{BOTH}\n", "---\ntitle: M\n---\n![p](a.svg#f)\n"),
    "both, otherwise": (f"---\ntitle: M\n---\n{BOTH}\n", f"---\ntitle: M\n---\nMore. {BOTH}\n"),
    "a carriage return": ('---\nexcerpt: "A\\rB"\n---\nFirst.\n', '---\nexcerpt: "A\\rB"\n---\nSecond.\n'),
    "HTML like ours": (
        f"---\ntitle: M\n---\n{FAKED}\nFirst.\n\n```python\nx = 1\n```\n",
        f"---\ntitle: M\n---\n{FAKED}\nSecond.\n\n```python\nx = 1\n```\n",
    ),
}


@pytest.mark.parametrize("what", NOTES)
@pytest.mark.parametrize("name", ["m.md", "_things/m.md"])
def test_a_note_of_a_kind(tmp_path: Path, what: str, name: str) -> None:
    blog, output = tmp_path / "blog", tmp_path / "site"
    write(blog / "_config.yml", "title: N\nurl: https://e.org\ncollections: {things: {output: true}}\n")
    write(blog / "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><g id="f"/></svg>')
    write(blog / "_things/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>')
    before, after = NOTES[what]
    write(blog / name, before)
    built(blog, output)
    write(blog / name, after)
    same_as_clean(blog, output, built(blog, output))


def test_a_link_keeps_its_fragment_beside_a_picture(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    write(blog / "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>')
    for name, text in (("m", BOTH), ("n", "![p](a.svg#f) [l](a.svg#f)")):
        write(blog / f"{name}.md", f"---\ntitle: M\n---\n{text}\n")
    built(blog, tmp_path / "site")
    for name in ("m", "n"):
        assert b'href="a.svg#f"' in (tmp_path / f"site/{name}.html").read_bytes()


def test_a_note_that_leads_out_of_the_source_is_not_read(blog: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    write(outside, post(blog, 3).read_text(encoding="utf-8").replace("Second", "SECRET"))
    post(blog, 3).unlink()
    post(blog, 3).symlink_to(outside)
    report = built(blog, tmp_path / "site")
    assert not report.published and "symlink-outside" in {d.code for d in report.diagnostics}
    assert not any(b"SECRET" in content for content in tree(tmp_path / "site").values())
