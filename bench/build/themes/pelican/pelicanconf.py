SITENAME = "Corpus"
SITEURL = "https://example.org"
TIMEZONE = "UTC"
PATH = "content"
DEFAULT_LANG = "zh"
DEFAULT_PAGINATION = 20
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = None
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
