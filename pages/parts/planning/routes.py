"""The edit page's routes: a plan's state, and what a gesture asks; same session, own page and token, or refused."""

import gzip
import json
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.model.errors import BadInput, GovernanceError
from geo.model.scope import Scope
from pages.parts.door import answers, loopback
from pages.parts.door.accept import accepted
from pages.parts.door.session import SIGNIN_KEY

if TYPE_CHECKING:
    from data.signin import SignIn

MOST_BYTES = 512 << 10
STEPS = ("preview", "commit", "undo", "redo", "lock", "unlock")
ACTS = (*STEPS, "comment", "settle", "warm", "balance", "balanced", "cancel", "suggested")
ELSEWHERE = "这一步没有完成：请求不是本页发出的。"
Told = dict[str, object]


def plan_routes(
    *,
    state: Callable[[Scope, str, str], Told],
    look: Callable[[Scope, str, str], Told],
    act: Callable[[Scope, str, str, Mapping[str, object]], Told],
) -> list[Route]:
    """Return the routes; the door has checked the session before they run.

    Parameters
    ----------
    state, look
        `(scope, plan, focus)` -> what the page starts from; the panel of another community.
    act
        `(scope, plan, what, body)` -> the answer to a gesture. All run in a thread and may raise GovernanceError.
    """

    async def told(request: Request) -> Response:
        ask = look if request.path_params["what"] == "look" else state
        focus = request.query_params.get("focus", "")[:40]
        return await _answer(request, lambda scope: ask(scope, request.path_params["plan"], focus))

    async def done(request: Request) -> Response:
        what = request.path_params["what"]
        signin: SignIn = request.scope[SIGNIN_KEY]
        sent = request.headers.get("x-csrf-token", "")
        foreign = loopback.is_foreign(request.headers, loopback.origin(request.scope))
        if foreign or not secrets.compare_digest(sent.encode(), signin.csrf.encode()):
            return answers.problem(403, ELSEWHERE, "请刷新页面后重试。")
        if what not in ACTS:
            return answers.problem(404, answers.NO_PAGE)
        try:
            body = await _body(request)
        except BadInput as error:
            return answers.problem(answers.status_of(error), error.message, error.remedy)
        return await _answer(request, lambda scope: act(scope, request.path_params["plan"], what, body))

    return [
        Route("/data/v1/plan/{plan}/{what:str}", told, methods=["GET"]),
        Route("/data/v1/plan/{plan}/{what:str}", done, methods=["POST"]),
    ]


async def _body(request: Request) -> Mapping[str, object]:
    """Read a small JSON object. Raises BadInput."""
    wrong = BadInput("请求的内容读不出来。", remedy="请刷新页面后重试。")
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise wrong
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadInput("画出的内容太大。", remedy="请画得简单些，或分几次画。")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(told, dict):
        raise wrong
    return told


async def _answer(request: Request, ask: Callable[[Scope], Told]) -> Response:
    """Run in a thread; whatever is raised becomes `{error, remedy}`."""
    signin: SignIn = request.scope[SIGNIN_KEY]

    def run() -> Response:
        try:
            told = ask(signin.scope)
        except GovernanceError as err:
            return answers.problem(answers.status_of(err), err.message, err.remedy)
        except Exception as err:  # noqa: BLE001  the asker gets a sentence, the log gets the place
            answers.log_fault(err, "plan")
            return answers.problem(500, answers.BROKEN, answers.BROKEN_REMEDY)
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
        if "gzip" in accepted(request.headers):
            body, headers["Content-Encoding"] = gzip.compress(body, 4, mtime=0), "gzip"
        return Response(body, media_type="application/json", headers=headers)

    return await to_thread.run_sync(run)
