"""Parts of templates that are rendered once: no page shows another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined

from generator.render.page_view import page_view
from generator.render.plan import page_inputs, surroundings
from generator.render.shared_parts import SharingEnvironment
from generator.render.view import Anchor, PageView
from generator.render.words import CHINESE, ENGLISH
from tests.render.samples import THEME, front, page, site

PARTIALS = {
    "_same.html": "<i>{{ page.words.tags }}{{ page.frame.home }}{{ page.frame.css }}{{ page.lang }}</i>",
    "_own.html": "<b>{{ page.words.tags }}{{ page.title }}{{ page.lang }}{{ page.title }}{{ page.lang }}</b>",
    "_looped.html": "{% for a in page.frame.nav %}{{ a.href }}{{ a.label }}{% endfor %}{{ page.words.skip }}",
    "_itself.html": "{% if page.words.skip == page.title %}{% include '_itself.html' %}{% endif %}",
    "_set.html": "{% set x = page.title %}{{ page.words.tags }}{{ page.lang }}{{ page.layout }}{{ x }}",
}
PIECES = (
    *(f"{{% include '{name}' %}}" for name in PARTIALS),
    "{{ page.title }}",
    "{{ page.words.tags }} <{{ page.frame.site_title }}> {{ page.frame.author or page.words.posts }}",
    "{% if page.layout == 'home' %}{{ page.words.home }}{% else %}{{ page.words.lost }}{% endif %}",
    "{% for x in [page.title, page.words.tags] %}{{ x }}{{ page.lang }}{{ page.layout }}{% endfor %}",
    "{% for a in page.frame.nav if a.current %}{{ loop.index }}{{ a.label }}{{ page.lang }}{% endfor %}",
    "{% for page in page.frame.nav %}{{ page.label }}{{ page.href }}{{ page.href }}{% endfor %}",
    "{{ page.frame }}{{ page.words.tags }}{{ page.lang }}",
    "{% set mine = page.title %}",
    "{% if page.words.tags %}{{ mine }}{{ page.lang }}{{ page.layout }}{% endif %}",
    "{% macro m(x) %}{{ x }}{{ page.words.tags }}{{ page.lang }}{% endmacro %}{{ m(page.title) }}",
    "{% filter upper %}{{ page.words.tags }}{{ page.lang }}{{ page.layout }}{% endfilter %}",
    "{% autoescape false %}{{ page.frame.site_title }}{{ page.lang }}{{ page.layout }}{% endautoescape %}",
)
PAGE = page_view(page_inputs(site(page(front("题"))), {}, {})[0], surroundings(site(), THEME), "post")
VIEWS = st.builds(
    lambda title, lang, words, layout, frame: replace(
        PAGE, title=title, lang=lang, words=words, layout=layout, frame=replace(PAGE.frame, **frame)
    ),
    st.sampled_from(("题", "<b>")),
    st.sampled_from(("zh", "en")),
    st.sampled_from((CHINESE, ENGLISH)),
    st.sampled_from(("post", "home")),
    st.fixed_dictionaries(
        {
            "site_title": st.sampled_from(("a & b", "c")),
            "home": st.sampled_from(("./", "../")),
            "nav": st.sampled_from(((), (Anchor("文", "x/", current=True), Anchor("<", "y/")))),
        }
    ),
)


def environments(**templates: str) -> tuple[Environment, SharingEnvironment]:
    options: dict[str, Any] = {
        "loader": DictLoader(PARTIALS | templates),
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
    }
    return Environment(**options), SharingEnvironment(**options)  # noqa: S701 it is on


def said(environment: Environment, name: str, view: PageView) -> str:
    try:
        return environment.get_template(name).render(page=view)
    except Exception as fault:
        return repr(fault)


@given(
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.lists(VIEWS, min_size=2, max_size=5),
)
def test_every_page_is_what_it_is_without_sharing(
    base: list[str], block: list[str], views: list[PageView]
) -> None:
    below = f"{{% extends 'base.html' %}}{{% block b %}}{''.join(block)}{{{{ super() }}}}{{% endblock %}}"
    above = f"{''.join(base)}{{% block b %}}{base[0] if base else ''}{{% endblock %}}{''.join(block)}"
    plain, sharing = environments(**{"base.html": above, "post.html": below})
    for view in views:
        assert said(sharing, "post.html", view) == said(plain, "post.html", view)


@pytest.mark.parametrize(("partial", "is_shared"), [("_same.html", True), ("_own.html", False)])
def test_a_part_is_rendered_once_unless_it_shows_its_page(partial: str, is_shared: bool) -> None:
    _, sharing = environments()
    first, second = (_Watched(replace(PAGE, title=title)) for title in ("a", "b"))
    for watched in (first, second):
        sharing.get_template(partial).render(page=watched)
    assert (len(second.asked) < len(first.asked)) is is_shared


class _Watched:
    """A page that notes what is asked of it."""

    def __init__(self, page: PageView) -> None:
        self._page = page
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return getattr(self._page, name)
