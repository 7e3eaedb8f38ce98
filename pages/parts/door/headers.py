"""The security headers of every answer: content policy, sandbox of the light map, caching of our files."""

import base64
import functools
import hashlib
import re
from http import HTTPStatus
from importlib.resources import files

from starlette.datastructures import MutableHeaders

# emotion (Streamlit's CSS library) makes style elements that stay empty: the hash of nothing.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
# vega-embed's style of the little chart menu: a fixed text of the installed bundle, pinned by a browser test.
_CHART_MENU_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HASHED = re.compile(r"[-.][0-9a-f]{8,}\.(m?js|css|woff2|wasm|map)$")
_LIGHT_MAP = "/component/streamlit_folium"
_COMPONENTS = "/_stcore/bidi-components/"
_PRIVATE_FILES = ("/media/", "/_stcore/upload_file/")

LOGIN_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@functools.cache
def page_policy() -> str:
    """Return the policy of the app. The one inline script of the installed index.html is named by its hash."""
    index = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE.findall(index)
    )
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' {_EMPTY_STYLE} {_CHART_MENU_STYLE}; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; frame-src 'self'; "
        "manifest-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'"
    )


def light_map_policy(origin: str) -> str:
    """Return the policy of the folium frame: it draws and answers clicks, but reaches neither the app nor the network.

    Folium's script is new at every run, so it cannot be named by hash; 'unsafe-eval' adds no reach to
    'unsafe-inline' and streamlit-folium evaluates the feature groups that come later.
    """
    return (
        f"sandbox allow-scripts; default-src 'none'; script-src {origin} 'unsafe-inline' 'unsafe-eval'; "
        f"style-src {origin} 'unsafe-inline'; img-src {origin} data:; font-src {origin}; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


def harden(headers: MutableHeaders, path: str, status: int, origin: str | None) -> None:
    """Add the security headers to an answer; `origin` is None where the request was refused before it was known."""
    if path.startswith(_LIGHT_MAP) and origin is not None:
        headers["Content-Security-Policy"] = light_map_policy(origin)
        headers["Access-Control-Allow-Origin"] = "*"
    else:
        headers.setdefault("Content-Security-Policy", page_policy())
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "SAMEORIGIN"
    headers["X-Content-Type-Options"] = "nosniff"
    # Not no-referrer: browsers would then send `Origin: null` with our own forms.
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), fullscreen=(self)"
    if status >= HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.NOT_MODIFIED:
        headers["Cache-Control"] = "no-store"  # a refusal or a way to the sign-in page is true only now
    elif path.startswith(_PRIVATE_FILES):
        headers["Cache-Control"] = "no-store"
    elif path.startswith(_COMPONENTS):
        hashed = _HASHED.search(path) is not None
        headers["Cache-Control"] = "private, max-age=31536000, immutable" if hashed else "private, no-cache"
