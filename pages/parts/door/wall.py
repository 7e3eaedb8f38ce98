"""What the session of a screen on a wall may ask for: its one page and the figures on it, and to be ended."""

import re

from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from pages.parts.door import answers

SCREEN = "/?kiosk=1"
# What the screen asks for: the figures of places, its own list, published bytes, and the framework's own chatter.
_LOOKS_AT = re.compile(
    r"/|/session|/data/v1/(manifest|wall|place/[0-9A-Za-z-]+|[a-z0-9_]+\.[0-9a-f]+\.[a-z]+)"
    r"|/_stcore/(?!upload_file)[a-z/-]+.*|/component/.+"
)


def refusal(asked: Scope) -> Response | None:
    """Answer a wall that asks for what it has no use for; a person at its keyboard is led back to the screen."""
    path = asked["path"]
    if path == "/logout":
        return None
    if answers.is_navigation(asked):
        shown = path == "/" and b"kiosk=1" in asked.get("query_string", b"").split(b"&")
        return None if shown else RedirectResponse(SCREEN, status_code=303, headers={"Cache-Control": "no-store"})
    if asked["method"] in ("GET", "HEAD") and _LOOKS_AT.fullmatch(path):
        return None
    return answers.no(asked, 403, "这台电脑正在放映大屏，只能看，不能办事。", "请先在大屏上点“退出大屏”，再登录。")
