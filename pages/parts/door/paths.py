"""Which paths are open, which spellings are refused, and where a sign-in may lead back to."""

import re
from urllib.parse import quote, unquote

from starlette.types import Scope

OPEN = frozenset(
    {
        "/login",
        "/login.css",
        "/login.js",
        "/login.svg",
        "/favicon.png",
        "/favicon.ico",
        "/_stcore/health",
    }
)
# Code and fonts, never data. The sandboxed light map asks for the last two without a cookie.
OPEN_PREFIXES = ("/static/", "/lib/", "/component/streamlit_folium.st_folium/")
CLOSED_PREFIXES = ("/_stcore/agent/", "/app/static/")  # switched off in the configuration, and here again
ADMIN_ONLY = frozenset({"/_stcore/metrics"})
STREAM = "/_stcore/stream"

_BAD_RAW = re.compile(rb"\.\.|//|\\|%2e|%2f|%5c|%00|[\x00-\x20\x7f]", re.IGNORECASE)
_BAD_TEXT = re.compile(r"\.\.|//|[\\\x00-\x1f\x7f]")
_BAD_CHAR = re.compile(r"[\\\x00-\x20\x7f]")
_PAGE = re.compile(r"/[A-Za-z][A-Za-z0-9_-]*/?")
_MAX_NEXT = 2000


def may_be_page(path: str) -> bool:
    """Whether the path has the form of a screen's address and is none of our own routes."""
    return _PAGE.fullmatch(path) is not None and path not in ("/login", "/logout", "/session", "/kiosk")


def is_open(path: str) -> bool:
    """Whether anybody may ask for the path; exact, or below a prefix that ends in a slash."""
    return path in OPEN or path.startswith(OPEN_PREFIXES)


def is_misspelt(scope: Scope) -> bool:
    """Whether the path holds a spelling no honest link has: `..`, `//`, backslash, encoded dots or slashes."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return bool(_BAD_RAW.search(raw.split(b"?", 1)[0]) or _BAD_TEXT.search(scope["path"]))


def full_path(scope: Scope) -> str:
    """Return the path and query as the browser spelt them."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    path = raw.split(b"?", 1)[0].decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def safe_next(text: str | None) -> str:
    """Return the local path (with query) a sign-in may lead back to; `/` for anything doubtful.

    A path starts with exactly one slash and holds no backslash, control character, dot segment or
    second slash, also after decoding; the query is free of backslashes and control characters only.
    """
    if not text or len(text) > _MAX_NEXT or not text.startswith("/"):
        return "/"
    if _BAD_CHAR.search(text):
        return "/"
    text = quote(text, safe="/?#[]@!$&'()*+,;=:%~-._")
    path = re.split(r"[?#]", text, maxsplit=1)[0]  # not urlsplit: it reads `///host` as a path, a browser as a host
    once, twice = unquote(path), unquote(unquote(path))
    if any(_BAD_TEXT.search(spelt) for spelt in (path, once, twice)):
        return "/"
    if is_open(once) or once.startswith(
        ("/logout", "/session", "/kiosk", "/data/", "/_stcore/", "/media/", "/component/")
    ):
        return "/"
    return text
