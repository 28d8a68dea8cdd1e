"""From Markdown text to a frozen `Page`: one configured parser, one file per rule, one renderer.

`page.parse_page` is the only door. This package knows one file at a time: nothing of other pages,
of figures, or of how a hole is filled.
"""
