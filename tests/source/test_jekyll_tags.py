"""Jekyll's tags: what each becomes, what stays, and at which line that is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Checked, Location
from generator.model import FrontMatter, SourceFile
from generator.source.context import context_of
from generator.source.discover import discover
from generator.source.jekyll_tags import TagContext, expand
from generator.source.line_map import with_true_lines
from generator.source.roles import is_program_page, is_verbatim
from tests.source.notes import config, source

CONTEXT = TagContext(
    config("title: 笔记\nurl: https://a.io\nbaseurl: /blog\nowner: {name: Ann}\n"),
    posts=("_posts/2019-9-3-foo.md", "ml/_posts/2020-01-02-two words.md"),
    files=frozenset(
        {
            "about.md",
            "img/a.png",
            "_posts/2019-9-3-foo.md",
            "_posts/note/b.png",
            "content/en/deep/note.md",
            "content/zh/other/index.md",
        }
    ),
    includes={
        "figure.html": (
            '<figure>\n<img src="{{ include.src | relative_url }}" alt="{{ include.alt }}">\n</figure>\n'
        ),
        "self.html": "{% include self.html %}",
        "program.html": "{% for p in site.posts %}x{% endfor %}",
        "given.html": (
            "{% if include.alt == 'x' and include.b %}both{% elsif include.alt %}{{ include.alt }}"
            "{% else %}none{% endif %}{{ include.more }}{% unless include.b %}!{% endunless %}"
        ),
        "unknown.html": "{% if site.posts %}a{% else %}b{% endif %}",
        **{f"grow{i}.html": f"{{% include grow{i + 1}.html %}}" * 10 for i in range(9)},
        "grow9.html": "x",
    },
    data={"team": {"lead": "Bo"}},
    relatives={"_posts/parts/a.md": "part {{ site.title }}"},
)
FRONT = FrontMatter(title="卷积", extra=(("subtitle", "二维"), ("n", 3)))


def expanded(text: str, path: str = "_posts/note.md") -> Checked[SourceFile]:
    return expand(source(path, text), FRONT, CONTEXT)


def said(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.at.line) for problem in expanded(text).diagnostics]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("{{ site.url }}{{ site.baseurl }}/x", "https://a.io/blog/x"),
        ("{{site.title}}, {{- site.owner.name -}}", "笔记, Ann"),
        ("{{ page.title }} {{ page.subtitle }} {{ page.n }}", "卷积 二维 3"),
        ("{{ site.data.team.lead }}", "Bo"),
        ('{{ "/a.png" | relative_url }}', "/blog/a.png"),
        ("{{ 'a.png' | absolute_url }}", "https://a.io/blog/a.png"),
        ('{{ "/a" | prepend: site.baseurl | append: ".png" }}', "/blog/a.png"),
        ('{{ page.nothing | default: "d" }}', "d"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("a {% comment %}x\ny{% endcomment %}b", "a b"),
        ("[a]({% post_url 2019-9-3-foo %})", "[a](/_posts/2019-9-3-foo.md)"),
        ("[a]({% post_url ml/2020-01-02-two words %})", "[a](/ml/_posts/2020-01-02-two%20words.md)"),
        ("[a]({% link about.md %})", "[a](/about.md)"),
        ('[a]({{< ref "about.md#x" >}})', "[a](/about.md#x)"),
        ('[a]({{< ref "deep/note.md" >}})', "[a](/content/en/deep/note.md)"),
        ('[a]({{% relref "other" %}})', "[a](/content/zh/other/index.md)"),
        ("{% gist ann/42 %}", "[gist ann/42](https://gist.github.com/ann/42)"),
        ("{% asset_img b.png a title %}", "![a title](note/b.png)"),
        ("{% asset_img c.png %}", "![](c.png)"),
    ],
)
def test_a_tag_is_replaced(text: str, becomes: str) -> None:
    result = expanded(text)
    assert result.value.body == becomes
    assert result.diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "`{{ site.url }}`",
        "``a ` {{ site.url }}``",
        "```\n{{ site.url }}\n\n{% foo %}\n```\n",
        "- ```js\n  {{ a }}\n\n  {{ b }}\n  ```\n",
        "~~~~\n{{ a }}\n~~~\n{{ b }}\n~~~~\n",
        "$x_{{u}}$ and $$y^{{v}}$$",
        "\\\\({{u}}\\\\) \\\\[{{v}}\\\\]",
        "\\begin{align}\n{{u}}\n\\end{align}",
    ],
)
def test_code_and_formulas_are_opaque(text: str) -> None:
    result = expanded(text)
    assert result.value.body == text
    assert result.diagnostics == ()


def test_raw_marks_within_code_go_with_the_code_left_alone() -> None:
    assert expanded("```\n{% raw %}{{ x }}{% endraw %}\n```\n").value.body == "```\n{{ x }}\n```\n"


def test_a_line_of_three_ticks_on_both_sides_opens_no_fence() -> None:
    assert expanded("```a b```\n\n{{ site.title }}\n").value.body == "```a b```\n\n笔记\n"


def test_money_is_no_formula() -> None:
    assert expanded("$5 and {{ site.title }} for $6").value.body == "$5 and 笔记 for $6"


def test_highlight_becomes_a_fence_longer_than_any_within() -> None:
    text = "{% highlight python linenos %}\na = '```'\n{% endhighlight %}\n"
    assert expanded(text).value.body == "````python\na = '```'\n````\n{: .linenos}\n"


def test_highlight_in_html_becomes_escaped_code() -> None:
    body = expanded("{% highlight c %}a<b{% endhighlight %}", "about.html").value.body
    assert body == '<pre><code class="language-c">a&lt;b</code></pre>'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n{{ nothing }}", ("unknown-tag", 2)),
        ("a\n\n{% foo %}", ("unknown-tag", 3)),
        ("{{ site.url | nonsense }}", ("unknown-tag", 1)),
        ("a\n{% raw %}", ("unclosed-tag", 2)),
        ("a\n{% post_url 2019-9-3-fo %}", ("missing-post", 2)),
        ("a\n{% link abot.md %}", ("missing-target", 2)),
        ("a\n{% include figur.html %}", ("missing-include", 2)),
        ("a\n{% include_relative nothing.md %}", ("missing-include", 2)),
        ("a\n{% if x %}", ("unclosed-tag", 2)),
    ],
)
def test_what_is_not_known_stays_and_is_reported_at_its_line(text: str, problem: tuple[str, int]) -> None:
    assert expanded(text).value.body == text
    assert said(text) == [problem]


@pytest.mark.parametrize(
    ("text", "left", "problem"),
    [
        ("a\n{% for p in site.posts %}\n{{ p.url }}\n{% endfor %}\nb", "a\n\nb", ("liquid-block", 2)),
        ("{% if x %}{% for y in z %}{% endfor %}{% endif %}b", "b", ("liquid-block", 1)),
        ("a{% assign x = 1 %}b", "ab", ("liquid-block", 1)),
        ("a\n\n{% include program.html %}b", "a\n\nb", ("liquid-include", 3)),
        ("{% include unknown.html %}b", "b", ("liquid-include", 1)),
    ],
)
def test_a_program_within_a_note_is_left_out_and_reported(
    text: str, left: str, problem: tuple[str, int]
) -> None:
    assert expanded(text).value.body == left
    assert said(text) == [problem]


@pytest.mark.parametrize(
    ("arguments", "becomes"),
    [("alt='x' b=1", "both"), ("alt='x'", "x!"), ("", "none!"), ("alt='y' b=\"t\" more='z'", "yz")],
)
def test_an_include_s_conditions_on_what_it_is_given_choose_its_text(arguments: str, becomes: str) -> None:
    result = expanded(f"{{% include given.html {arguments} %}}")
    assert (result.value.body, result.diagnostics) == (becomes, ())


@pytest.mark.parametrize(
    ("tag", "left"),
    [
        ("program.html src='https://a.io/x' title='片'", "[片](https://a.io/x)"),
        ("program.html src=\"/图 一.png\" alt='图'", "![图](/%E5%9B%BE%20%E4%B8%80.png)"),
        (
            "youtube.html id='abc'",
            "[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)",
        ),
        (
            "video id='BV1' provider='bilibili'",
            "[https://www.bilibili.com/video/BV1](https://www.bilibili.com/video/BV1)",
        ),
        ("gallery id='x'", ""),
    ],
)
def test_an_include_that_is_not_run_leaves_the_address_it_was_given(tag: str, left: str) -> None:
    themed = replace(CONTEXT, config=config("theme: x"))
    assert expand(source(body=f"{{% include {tag} %}}"), FRONT, themed).value.body == left


def test_an_include_s_name_may_be_a_value() -> None:
    front = FrontMatter(extra=(("part", "given"),))
    text = "{% include {{ page.part }}.html alt='x' %}"
    assert expand(source(body=text), front, CONTEXT).value.body == "x!"


def test_an_include_relative_is_found_from_the_note_s_folder() -> None:
    assert expanded("{% include_relative parts/a.md %}").value.body == "part 笔记"


def test_outside_markdown_nothing_is_opaque() -> None:
    assert expanded("`{{ site.title }}` ${{ site.title }}$", "a.js").value.body == "`笔记` $笔记$"


def test_a_near_name_is_offered() -> None:
    (problem,) = expanded("{% post_url 2019-9-3-fo %}").diagnostics
    assert problem.help == 'did you mean "2019-9-3-foo"?'


def test_an_include_takes_literal_parameters_and_keeps_lines_true() -> None:
    text = 'a\n{% include figure.html src="/b.png" alt="图" %}\nc {{ nothing }}'
    result = expanded(text)
    assert result.value.body.split("\n")[1:4] == ["<figure>", '<img src="/blog/b.png" alt="图">', "</figure>"]
    assert result.value.lines == (1, 2, 2, 2, 3)
    assert [p.at.line for p in result.diagnostics] == [3]


@pytest.mark.parametrize("name", ["self.html", "grow0.html"])
def test_includes_cannot_grow_without_end(name: str) -> None:
    assert "endless-include" in {code for code, _ in said(f"{{% include {name} %}}")}


def test_locations_move_back_to_the_file_s_lines() -> None:
    moved = with_true_lines(
        (Location("p.md", 4), Location("other.md", 4), Location("p.md")), "p.md", (1, 2, 2, 2, 3)
    )
    assert moved == (Location("p.md", 2), Location("other.md", 4), Location("p.md"))


PARTS = ["a", "\n", "{{ nothing }}", "{% foo %}", "`", "$", "{% comment %}x\n\n{% endcomment %}"]


@given(st.lists(st.sampled_from(PARTS)))
def test_every_line_knows_its_place(parts: list[str]) -> None:
    text = "".join((*parts, "\nend"))
    value = expanded(text).value
    body = value.body.split("\n")
    lines = value.lines or tuple(range(1, len(body) + 1))
    assert len(lines) == len(body)
    assert list(lines) == sorted(lines)
    assert lines[-1] == len(text.split("\n"))


PROSE = "这一页主要是给人读的文字，并不是程序。" * 20


@pytest.mark.parametrize(
    ("text", "path", "output", "answer"),
    [
        ("{% for p in site.posts %}x{% endfor %}", "all.md", "all.html", True),
        ("{%- assign a = 1 -%}", "all.html", "all.html", True),
        ("`{% for %}` is a tag", "a.md", "a.html", False),
        ("```\n{% if x %}\n```", "a.md", "a.html", False),
        ("`{% if x %}`", "a.html", "a.html", True),
        ("{% raw %}{% if x %}{% endraw %}", "a.md", "a.html", False),
        ("{% include a.html %}", "a.md", "a.html", False),
        (PROSE + "{% if x %}y{% endif %}", "a.md", "a.html", False),
        (
            PROSE[:45] + "{% for p in site.posts %}{{ p.title }} {{ p.url }}{% endfor %}",
            "a.md",
            "a.html",
            False,
        ),
        ("<h1>标签</h1>{% for p in site.posts %}{{ p.title }}{% endfor %}", "a.html", "a.html", True),
        (PROSE + "{% if x %}y{% endif %}", "index.md", "index.html", True),
        ("{% for p in site.posts %}x{% endfor %}", "_posts/a.md", "a.html", False),
        ("{% for p in site.posts %}x{% endfor %}", "feed.xml", "feed.xml", True),
        (PROSE + "{% if x %}y{% endif %}", "a.js", "a.js", True),
    ],
)
def test_a_liquid_program_is_recognised(text: str, path: str, output: str, answer: bool) -> None:
    assert is_program_page(source(path, text), output) is answer


@pytest.mark.parametrize(
    ("path", "text", "layout", "answer"),
    [
        ("a.md", "<!doctype html>", "none", False),
        ("a.html", "\n<!-- x -->\n<!DOCTYPE html><html>", "none", True),
        ("a.html", "<html>", "page", False),
        ("a.html", "<p>x</p>", "none", False),
        ("a.xml", "<a/>", "", True),
        ("a.js", "x", "page", True),
    ],
)
def test_what_is_written_as_it_stands(path: str, text: str, layout: str, answer: bool) -> None:
    assert is_verbatim(source(path, text), FrontMatter(layout=layout)) is answer


def test_the_context_gathers_includes_data_and_names(tmp_path: Path) -> None:
    for path, text in {
        "_posts/a.md": "x",
        "_includes/in/b.html": "B",
        "_data/team.yml": "lead: Bo",
        "_data/in/rows.csv": "a,b\n1,2\n",
        "_data/bad.json": '{"a": }',
        "img/a.png": "x",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    made = context_of(tmp_path, discover(tmp_path, config()).value, config())
    assert made.value.posts == ("_posts/a.md",)
    assert made.value.files == {"_posts/a.md", "img/a.png"}
    assert made.value.includes == {"in/b.html": "B"}
    assert made.value.data == {"team": {"lead": "Bo"}, "in": {"rows": ({"a": "1", "b": "2"},)}, "bad": None}
    assert [(p.code, p.at) for p in made.diagnostics] == [("bad-data", Location("_data/bad.json", 1))]
