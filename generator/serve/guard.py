"""Who may ask: a preview shows unpublished work, and any page open in the browser can reach loopback.

Two checks keep other sites out. A request's Host must be an address or a name of ours: a foreign
name that resolves to us (DNS rebinding) would make us the same origin as that site. And the
stream is refused to other origins.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::\d{1,5})?", re.ASCII)


def trusted_host(header: str, bound: str) -> bool:
    """Whether a Host header names this server: an address, `localhost`, or the host it was bound to.

    An address cannot be rebound, so every one of them is fine.
    """
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name = (found["six"] or found["name"]).lower().rstrip(".")
    return name in ("localhost", bound.lower()) or name.endswith(".localhost") or _is_address(name)


def trusted_origin(origin: str, host: str, site: str) -> bool:
    """Whether a request comes from a page of ours, by its Origin and Sec-Fetch-Site ("" where absent)."""
    if origin and origin.lower() != f"http://{host.lower()}":
        return False
    return site in ("", "same-origin", "none")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
