"""How the door says no: one Chinese sentence and what to do, as a page, as JSON or as plain text. Never a traceback."""

import html
import logging
import traceback
from pathlib import PurePath

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from geo.model.errors import BadInput, GovernanceError, NotAllowed, NotFound, NotReady, StoreError

LOG = logging.getLogger("grid.door")

SIGNED_OUT = "会话已结束，请刷新页面重新登录。"
BAD_PATH = "网址写法有误，请从首页重新进入。"
NOT_YOURS = "当前角色无权查看此页。"
NOT_YOURS_REMEDY = "请回到首页，或退出后换一个角色进入。"
NO_PAGE = "没有这个地址，请从首页重新进入。"
BROKEN = "服务器内部出错，这一步没有完成。"
BROKEN_REMEDY = "请刷新重试；仍不行请把时间和页面告诉管理员。"

_NO_STORE = {"Cache-Control": "no-store"}
_STATUS: tuple[tuple[type[GovernanceError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (BadInput, 400),
    (StoreError, 503),
    (NotReady, 503),
)


def is_navigation(scope: Scope) -> bool:
    """Whether a person opened the address in a tab (and not a script inside a page)."""
    headers = Headers(scope=scope)
    mode = headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", "")


def no(scope: Scope, status: int, sentence: str, remedy: str = "") -> Response:
    """Refuse in the form the asker can show: a page, JSON for data, else text (Streamlit shows it as it is)."""
    if is_navigation(scope):
        return page(status, sentence, remedy)
    if scope["path"].startswith(("/data/", "/session", "/lib/")):
        return problem(status, sentence, remedy)
    return PlainTextResponse(sentence + remedy, status_code=status, headers=_NO_STORE)


def problem(status: int, sentence: str, remedy: str = "") -> Response:
    """JSON `{error, remedy}`."""
    return JSONResponse({"error": sentence, "remedy": remedy}, status_code=status, headers=_NO_STORE)


def page(status: int, sentence: str, remedy: str = "") -> Response:
    """Serve a small page of our own; needs nothing of Streamlit."""
    body = f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>网格一张图</title><link rel="icon" href="/login.svg"><link rel="stylesheet" href="/login.css"></head>
<body><header class="bar"><img src="/login.svg" alt="" width="24" height="24"><b>网格一张图</b></header>
<main class="said"><h1>{html.escape(sentence)}</h1><p>{html.escape(remedy)}</p>
<p><a class="go" href="/">回到首页</a></p></main>
</body></html>"""
    return HTMLResponse(body, status_code=status, headers=_NO_STORE)


def status_of(err: GovernanceError) -> int:
    """HTTP status of one of our errors."""
    return next((status for kind, status in _STATUS if isinstance(err, kind)), 500)


def log_fault(err: BaseException, where: str) -> None:
    """Log kind and place of an unexpected error; its message may hold personal data and stays out."""
    steps = traceback.extract_tb(err.__traceback__)[-4:]
    trail = " < ".join(f"{PurePath(step.filename).name}:{step.lineno} {step.name}" for step in reversed(steps))
    LOG.error("%s in %s: %s", type(err).__name__, where, trail)
