"""Opening a screen on a wall: a session of its own, so that nobody has to sign in at night.

Who opens one gives this browser away: the own session ends, and what takes its place reads what a leader
reads of the same place, on one page, and writes nothing (pages/parts/door/wall.py). It ends by 退出大屏, after
half a day without a word from the screen, and after thirty days (data/signin.py).
"""

import secrets

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data.signin import WALL_S, SignIn, SignIns
from geo.model.scope import Role, Scope
from pages.parts.door import answers, loopback
from pages.parts.door.session import SIGNIN_KEY, cookie_name
from pages.parts.door.signin import read_form
from pages.parts.door.wall import SCREEN

PATH = "/kiosk"
# Those who see the whole place in counts anyway; the others would see it in other words than their own.
MAY_OPEN = frozenset({Role.LEADER, Role.PLANNER, Role.ADMIN})


class WallDesk:
    """Opens walls: POST /kiosk, with the session's token in the form."""

    def __init__(self, signins: SignIns) -> None:
        self._signins = signins

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route(PATH, self.open, methods=["POST"])]

    async def open(self, request: Request) -> Response:
        """Turn this browser into a wall."""
        signin: SignIn = request.scope[SIGNIN_KEY]
        sent = await read_form(request)
        foreign = loopback.is_foreign(request.headers, loopback.origin(request.scope))
        if foreign or not secrets.compare_digest(sent.get("csrf", "").encode(), signin.csrf.encode()):
            return answers.no(
                request.scope, 403, "大屏没有打开：请求不是本页发出的。", "请刷新“视图与大屏”后再点一次。"
            )
        if signin.scope.role not in MAY_OPEN:
            return answers.no(request.scope, 403, answers.NOT_YOURS, answers.NOT_YOURS_REMEDY)
        scope = Scope(account=signin.scope.account, role=Role.LEADER, root=signin.scope.root)
        secret, _ = await to_thread.run_sync(lambda: self._signins.create(scope, wall=True))
        await to_thread.run_sync(self._signins.revoke, signin.sid)
        answer = RedirectResponse(SCREEN, status_code=303, headers={"Cache-Control": "no-store"})
        answer.set_cookie(
            cookie_name(request.scope),
            secret,
            path="/",
            max_age=WALL_S,  # the browser of a wall may be started anew
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer
