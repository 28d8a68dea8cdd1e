"""Where an href leads, read as a browser reads it (the WHATWG URL standard).

Owns the door to ada-url. Must not know which files the site has.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from ada_url import URL, join_url

from generator.records import dataclass

_NOWHERE = "https://site.invalid"
"""Stands for the site's own origin while nobody has said what it is."""

_ANSWERED_ELSEWHERE = """
    about acct aim alipay alipays android-app bilibili bitcoin blob callto cid chrome data dav dns doi ed2k
    edge facetime feed fm ftp ftps geo git im imap info intent ipfs ipns irc ircs itms itms-apps
    javascript ldap ldaps magnet mailto maps market matrix mid mms mqqapi mqqwpa mumble news nfs nntp
    obsidian openpgp4fpr pop sftp sgn sip sips skype slack sms smsto spotify ssh steam svn taobao tel
    telnet tencent tg thunder urn view-source vnc vscode webcal wechat weixin whatsapp ws wss xmpp zhihu
    zoommtg zotero
"""
_NAME = r"(?!%2[eE])[\w%-][\w.%-]*"
_PLAIN = re.compile(rf"(?=.)(/|(?:\./)?(?:\.\./)*)((?:{_NAME}/)*(?:{_NAME})?)")
"""Addresses that need no URL parser: from the root, or climbing, and names that it only encodes."""
_PLAIN_FOLDER = re.compile(rf"(?:{_NAME}/)*", re.ASCII)
_INERT = frozenset(_ANSWERED_ELSEWHERE.split())
"""Schemes that some program on a reader's machine answers; nothing on the site can be missing."""


class Internal(NamedTuple):
    """A place on the site: a decoded path without the leading slash, and the fragment.

    `fragment` is serialised (percent-encoded where the standard says so) and free of text
    directives; "" means the top of the page.
    """

    path: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class External:
    """An http(s) address off the site, without its fragment."""

    url: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A path of the site's own host that lies beside the prefix the site stands under."""

    path: str


@dataclass(frozen=True, slots=True)
class Inert:
    """An address that nothing on the web can answer for: mail, telephone, script, inline bytes."""

    scheme: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A scheme no program is known to answer: usually a typing slip."""

    scheme: str


@dataclass(frozen=True, slots=True)
class Local:
    """A file of the author's own machine."""

    url: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """Text that no browser can read as a URL."""


Destination = Internal | External | Outside | Inert | Unknown | Local | Invalid


def decode(path: str) -> str:
    """A URL path percent-decoded; bytes that are no UTF-8 become lone surrogates, as in file names."""
    if "%" not in path:
        return path
    return unquote_to_bytes(path.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def encode(path: str) -> str:
    """A file's path as the path of a URL."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~-._")


class SiteUrls:
    """The address space of one site: its origin, and the prefix that its root folder stands for."""

    def __init__(self, origin: str = _NOWHERE, prefix: str = "/") -> None:
        """`origin` has no slash at its end, `prefix` one at either end."""
        self.origin = origin
        self.prefix = prefix
        self._above = lru_cache(maxsize=1 << 12)(self._folders_above)
        self._decode = lru_cache(maxsize=1 << 15)(decode)
        self._from_folder = lru_cache(maxsize=1 << 16)(self._read)

    @classmethod
    def under(cls, base_url: str) -> SiteUrls:
        """The space below `base_url`: "", a path ("/blog") or a whole URL; ValueError for neither."""
        url = URL(base_url.rstrip("/") + "/", base=_NOWHERE)
        if url.protocol not in ("http:", "https:"):
            raise ValueError(f'"{base_url}" is neither a path nor an http(s) URL')
        return cls(url.origin, url.pathname)

    def of(self, path: str) -> str:
        """The URL of a file of the site."""
        return self.origin + self.prefix + encode(path)

    def base(self, page_url: str, base_href: str | None) -> str:
        """The URL that a page's hrefs start from: its own, or what its `<base>` says."""
        if base_href is None:
            return page_url
        try:
            joined = join_url(page_url, base_href)
        except ValueError:
            return page_url
        return page_url if joined.startswith(("data:", "javascript:")) else joined

    def resolve(self, base: str, href: str) -> Destination:
        """Where `href` leads when it stands at `base`.

        What does not start with "#" or "?" depends on the folder of `base` alone, so an address
        is read once for each folder, not once for each page.
        """
        if href[:1] in "#? \t\n\f\r":  # also when it is empty, or begins with blanks
            return self._read(base, href)
        return self._from_folder(base[: base.rfind("/") + 1], href)

    def plainly(self, folder: str, href: str) -> str | None:
        """The site's path that `href` leads to from the URL `folder`, where it takes no parser to tell."""
        plain = _PLAIN.fullmatch(href)
        above = self._above(folder) if plain else ()
        if plain is None or not above:
            return None
        start, down = plain.groups()
        if start == "/":
            return self._decode(href[len(self.prefix) :]) if href.startswith(self.prefix) else None
        climbs = start.count("..")
        return above[climbs] + self._decode(down) if climbs < len(above) else None

    def _folders_above(self, folder: str) -> tuple[str, ...]:
        """The folder at this URL and those above it that are on the site, as paths that end in a slash;
        the site's root is "". Empty where the URL is not the plain address of a folder of the site."""
        root = self.origin + self.prefix
        if not folder.startswith(root) or not _PLAIN_FOLDER.fullmatch(folder, len(root)):
            return ()
        names = folder[len(root) :].split("/")[:-1]
        above = ("".join(f"{name}/" for name in names[:left]) for left in range(len(names), -1, -1))
        return tuple(map(decode, above))

    def _read(self, base: str, href: str) -> Destination:
        try:
            url = join_url(base, href)
        except ValueError:
            return Invalid()
        if url.startswith(self.origin) and url[len(self.origin) : len(self.origin) + 1] == "/":
            return self._inside(url[len(self.origin) :])
        scheme = url.partition(":")[0]
        if scheme in ("http", "https"):
            other = url.partition("://")[2]
            own = self.origin.partition("://")[2]
            if other.startswith(own + "/"):
                return self._inside(other[len(own) :])
            return External(url.partition("#")[0])
        if scheme == "file":
            return Local(url)
        known = scheme in _INERT or "+" in scheme or scheme.startswith("ms-")
        return Inert(scheme) if known else Unknown(scheme)

    def _inside(self, rest: str) -> Destination:
        before, _, fragment = rest.partition("#")
        path = before.partition("?")[0]
        if path + "/" == self.prefix:
            path = self.prefix
        if not path.startswith(self.prefix):
            return Outside(decode(path))
        return Internal(decode(path[len(self.prefix) :]), fragment.partition(":~:")[0])
