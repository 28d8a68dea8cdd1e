"""`safe: true`: strangers' HTML loses what could run, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from generator.markdown.plain import as_html
from generator.model import Config, Piece
from tests.markdown.attacks import ATTACKS
from tests.markdown.reading_aloud import as_tree, read

SAFE = Config(safe=True)
HARMLESS = r"""## 标题 {#part}

$x<y$, `code`, **bold**, a note[^1], [a jump](#part), [a link](/a.html "t"){: .k}, <kbd>Ctrl</kbd>.

![a picture](b.png){: width="3"}

$$
\frac{a}{b}
$$

| a | b |
|:--|--:|
| 1 | 2 |

- [ ] to do

```python
print("<script>")
```
{: .wide}

<details><summary>more</summary>

inside

</details>

<div style="text-align: center" class="k">kept</div>

```{figure} dilated_steps
A caption with *emphasis*
```

[^1]: The note.
"""
_RUN = frozenset(
    [
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "meta",
        "base",
        "link",
        "svg",
        "style",
        "template",
        "button",
    ]
)
_LEADS = re.compile(r"\s*(?:javascript|data|vbscript)\s*:", re.IGNORECASE)


def runs(html: str) -> list[str]:
    """What in the HTML, as a browser's parser sees it, could run a script."""
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{html}").body
    assert body is not None
    found: list[str] = []
    for node in body.css("*"):
        found += [node.tag] if node.tag in _RUN else []
        found += [key for key in node.attributes if key.startswith("on") or key in ("srcdoc", "action")]
        found += [value for value in node.attributes.values() if value and _LEADS.match(value)]
    return found


def shown(pieces: tuple[Piece, ...]) -> str:
    """The pieces as a browser reads them; a blank within a style means nothing."""
    return as_tree(as_html(pieces)).replace("text-align: ", "text-align:")


@pytest.mark.parametrize("maths_by", ["mathjax", "mathml"])
def test_what_is_harmless_stays(maths_by: str) -> None:
    plain = read(HARMLESS, Config(maths_by=maths_by)).value
    safe = read(HARMLESS, Config(safe=True, maths_by=maths_by))
    assert shown(safe.value.body) == shown(plain.body)
    assert shown(safe.value.excerpt) == shown(plain.excerpt)
    assert (safe.value.headings, safe.value.anchors) == (plain.headings, plain.anchors)
    assert (safe.value.uses, safe.value.requests) == (plain.uses, plain.requests)
    assert safe.diagnostics == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_is_left(attack: str) -> None:
    for page in (read(attack, SAFE).value, read(attack, Config(safe=True, maths_by="mathml")).value):
        for pieces in (page.body, page.excerpt):
            assert runs(as_html(pieces)) == []


def test_what_was_taken_out_is_told() -> None:
    told = read("[x](</a>) <b onclick='f()'>b</b>\n\n<iframe></iframe>\n\n![i](data:text/html,x)\n", SAFE)
    assert [d.code for d in told.diagnostics] == ["unsafe-html", "unsafe-address"]
    assert "iframe, onclick" in told.diagnostics[0].message
    assert told.diagnostics[1].at.line == 5


def test_off_by_default() -> None:
    assert "<script>" in as_html(read("<script>f()</script>\n").value.body)


def test_the_name_of_a_hole_cannot_be_forged() -> None:
    """A text that holds another's name, even as an entity, keeps it as text."""
    text = '```\n<b>\n```\n\n<p title="hole0n0e &#104;ole0n0e">hole0n0e</p>\n'
    assert as_html(read(text, SAFE).value.body).count("<pre>") == 1


@given(
    st.lists(
        st.sampled_from([*ATTACKS, "<", ">", '"', "'", "`", "\n\n", "[", "](", ")", "a", "{:"]), max_size=8
    )
)
def test_attacks_in_any_company(parts: list[str]) -> None:
    assert runs(as_html(read("".join(parts), SAFE).value.body)) == []
