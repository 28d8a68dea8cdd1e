"""The page that tells a theme's writer what a template may use, made from the view's own fields.

`python -m generator.render.theming > docs/templates.md` writes it; a test holds the two together.
"""

from __future__ import annotations

import inspect
import re
import sys

from generator.records import types_of
from generator.render import view
from generator.render.words import CHINESE, ENGLISH, Words

_VIEWS = (
    view.PageView,
    view.Frame,
    view.Group,
    view.Entry,
    view.Anchor,
    view.Day,
    view.Translation,
    view.TocEntry,
    view.Thumbnail,
    view.Pager,
)
_OPENING = """\
# Templates

A theme is a folder: `--templates DIR` puts it before the bundled templates, and a file of it
replaces the bundled one of the same name. Start from the smallest part that you want to change:
`_header.html`, `_footer.html`, `_title.html`, `_contents.html`, `_end.html`, or a whole layout such as
`post.html`. A page's `layout:` in its front matter names the template `<layout>.html`.

A template sees one value, `page`, and nothing else of the site. Every `href` in it is finished:
relative to the page and percent-encoded. Text is escaped when it is printed; fields of the type
`Markup` are HTML already. A name that does not exist is an error with file, line and the nearest name.

This page is generated from the view's fields.

## Files

| file | what it makes |
|---|---|
"""
_FILES = (
    ("base.html", "the document around every page: `<head>`, header, footer; the others extend it"),
    ("post.html", "a post; extends `page.html`"),
    ("page.html", "a page of its own: title, contents, text, what follows"),
    ("home.html", "the home page and its further parts"),
    ("archive.html", "all posts by year"),
    ("terms.html", "all tags, or all categories"),
    ("term.html", "the posts of one tag or category"),
    ("search.html", "the search page"),
    ("lost.html", "the 404 page"),
    ("moved.html", "an old address that leads on (`redirect_from`)"),
    ("_header.html", "the site's name, its links, the theme button"),
    ("_footer.html", "the line at the foot of every page"),
    ("_title.html", "a page's title, summary, date, reading time, tags, translations"),
    ("_contents.html", "the contents of a page"),
    ("_end.html", "previous and next, related posts, backlinks"),
    ("_rail.html", "tags and years beside a list"),
    ("_rows.html", "posts in rows, by year"),
    ("_pager.html", "the way to the other parts of a long list"),
    ("_theme.html", "the reader's choice of light or dark, before the first paint"),
    ("_maths.html", "MathJax's settings and script, on pages with formulas for it"),
    ("_mathml.html", "the font of formulas set at build, on pages with any"),
    ("_words.html", "the words that the script needs"),
)


def reference() -> str:
    """The reference as Markdown: the files of a theme, then one table of fields for each view."""
    files = "".join(f"| `{name}` | {what} |\n" for name, what in _FILES)
    return "\n".join((_OPENING + files, *(_section(kind) for kind in _VIEWS), _words()))


def _section(kind: type) -> str:
    notes = _notes(kind)
    called = " (`page`)" if kind is view.PageView else ""
    head = f"## {kind.__name__}{called}\n\n{inspect.getdoc(kind)}\n\n| field | type | |\n|---|---|---|\n"
    rows = (
        f"| `{name}` | `{told.replace('|', 'or')}` | {notes.get(name, '')} |\n"
        for name, told in types_of(kind).items()
    )
    return head + "".join(rows)


def _words() -> str:
    """The interface's words: each name with what it says in both languages."""
    head = f"## Words\n\n{inspect.getdoc(Words)}\n\n| field | Chinese | English |\n|---|---|---|\n"
    return head + "".join(
        f"| `{name}` | {_said(CHINESE, name)} | {_said(ENGLISH, name)} |\n" for name in types_of(Words)
    )


def _said(words: Words, name: str) -> str:
    said = getattr(words, name)
    return said if isinstance(said, str) else " / ".join(dict.fromkeys(said))


def _notes(kind: type) -> dict[str, str]:
    """The string that stands below a field in the class's source, by field name."""
    pattern = re.compile(r'^    (\w+): .*\n    """(.*?)"""$', re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in pattern.findall(inspect.getsource(kind))}


if __name__ == "__main__":
    sys.stdout.write(reference())
