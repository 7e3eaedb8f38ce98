"""Sign-in and sign-out of demo mode: GET and POST /login, POST /logout, GET /session."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from data.signin import SignIn, SignIns
from geo.model.errors import GovernanceError
from geo.model.scope import Role, Scope
from pages.parts.door import answers, chooser, loopback
from pages.parts.door.headers import LOGIN_POLICY
from pages.parts.door.paths import safe_next
from pages.parts.door.session import DEMO, SIGNIN_KEY, cookie_name

_HERE = Path(__file__).parent
_FILES = {"/login.css": "text/css", "/login.js": "text/javascript", "/login.svg": "image/svg+xml"}
_FORM_COOKIE = "grid_login"  # the form's token comes back in both: another site can write neither
_FORM_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_FORM_AGE_S = 3600
_MAX_BODY = 8192
_MAX_CODE = 64
_OLD_FORM = "登录页已过期或不是本站发出的。"
_OLD_FORM_REMEDY = "请在本页重新选择后再点“进入”。"
_MISMATCH = "所选角色和地方对不上。"
_MISMATCH_REMEDY = "请重新选择后进入。"


class Desk:
    """The sign-in desk: its routes share the session table and the two questions put to the store.

    Parameters
    ----------
    signins
        The session table.
    places
        All places one may sign in for (district, 片区, 镇街, 社区, 三级网格). Run in a thread; a
        GovernanceError is shown with its remedy.
    real_data
        Whether the store holds real data: then nobody signs in by choosing a role alone.
    start_code
        The secret that was printed where the program was started; who carries it in the address
        (`/login?code=…`) may choose a role over real data too. None: nobody may.
    """

    def __init__(
        self, signins: SignIns, places: chooser.Places, real_data: Callable[[], bool], start_code: str | None = None
    ) -> None:
        self._signins, self._places, self._real_data, self._start_code = signins, places, real_data, start_code

    def routes(self) -> list[Route]:
        """Return the routes of the desk."""
        return [
            Route("/login", self.show, methods=["GET"]),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.leave, methods=["POST"]),
            Route("/session", self.tell, methods=["GET"]),
            *(Route(path, _file(path, media), methods=["GET"]) for path, media in _FILES.items()),
        ]

    async def show(self, request: Request) -> Response:
        """Show the chooser; a visitor with a live session goes on to where he wanted."""
        asked = request.query_params
        signin: SignIn | None = request.scope.get(SIGNIN_KEY)
        back = safe_next(asked.get("next"))
        if signin is not None and "switch" not in asked:
            return _see_other(back)
        form = chooser.Form((), asked.get("l2", ""), back, _form_token(request), asked.get("code", "")[:_MAX_CODE])
        return await self._page(form, 200)

    async def enter(self, request: Request) -> Response:
        """Check the form and start a session; a session this browser had before ends."""
        sent = await read_form(request)
        form = chooser.Form((), "", safe_next(sent.get("next")), _form_token(request), sent.get("code", "")[:_MAX_CODE])
        if loopback.is_foreign(request.headers, loopback.origin(request.scope)) or not _same_token(request, sent):
            return await self._page(replace(form, fault=_OLD_FORM, remedy=_OLD_FORM_REMEDY), 403)
        try:
            real, _ = await self._is_real()
            places = await to_thread.run_sync(self._places)
        except GovernanceError as err:
            return await self._page(replace(form, fault=err.message, remedy=err.remedy), answers.status_of(err))
        if real and not self._knows(form.code):
            return answers.page(403, loopback.REAL_DATA)
        role = next((role for role in Role if role == sent.get("role")), None)
        root = (
            next((one for one in chooser.offered(role, places) if one.code == sent.get("root")), None) if role else None
        )
        if role is None or root is None:
            return await self._page(replace(form, fault=_MISMATCH, remedy=_MISMATCH_REMEDY), 400)
        old: SignIn | None = request.scope.get(SIGNIN_KEY)
        if old is not None:
            await to_thread.run_sync(self._signins.revoke, old.sid)
        who = "local-" if real else DEMO
        scope = Scope(account=f"{who}{role}-{root.code}", role=role, root=root.code)
        secret, _ = await to_thread.run_sync(self._signins.create, scope)
        answer = _see_other(form.next)
        secure = request.url.scheme == "https"
        answer.set_cookie(cookie_name(request.scope), secret, path="/", httponly=True, samesite="lax", secure=secure)
        answer.delete_cookie(_FORM_COOKIE, path="/login")
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session; the form must carry its CSRF token."""
        signin: SignIn = request.scope[SIGNIN_KEY]
        sent = await read_form(request)
        foreign = loopback.is_foreign(request.headers, loopback.origin(request.scope))
        if foreign or not secrets.compare_digest(sent.get("csrf", "").encode(), signin.csrf.encode()):
            return answers.no(request.scope, 403, "退出没有完成：请求不是本页发出的。", "请刷新后再点“退出”。")
        await to_thread.run_sync(self._signins.revoke, signin.sid)
        answer = _see_other("/login")
        answer.delete_cookie(cookie_name(request.scope), path="/", httponly=True, samesite="lax")
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    async def tell(self, request: Request) -> Response:
        """Tell a page which session it has, so that a stale tab notices. `?busy=1` counts as activity."""
        signin: SignIn = request.scope[SIGNIN_KEY]
        told = {"sid": signin.sid, "role": str(signin.scope.role), "root": signin.scope.root}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    async def _page(self, form: chooser.Form, status: int) -> Response:
        """Fill the form with the places of the store and serve it; a store that cannot be read says why."""
        real, unread = await self._is_real()
        if real and not self._knows(form.code):
            return answers.page(403, loopback.REAL_DATA)
        form = replace(form, real=real)
        try:
            places = await to_thread.run_sync(self._places)
            form = replace(form, places=places, l2=chooser.chosen_l2(form.l2, places))
        except GovernanceError as err:
            unread = err
        if unread is not None and not form.fault:
            form, status = replace(form, fault=unread.message, remedy=unread.remedy), answers.status_of(unread)
        policy = {"Content-Security-Policy": LOGIN_POLICY, "Cache-Control": "no-store"}
        answer = HTMLResponse(chooser.render(form), status_code=status, headers=policy)
        answer.set_cookie(
            _FORM_COOKIE, form.token, path="/login", max_age=_FORM_AGE_S, httponly=True, samesite="strict"
        )
        return answer

    def _knows(self, code: str) -> bool:
        held = self._start_code
        return held is not None and secrets.compare_digest(held.encode(), code.encode())

    async def _is_real(self) -> tuple[bool, GovernanceError | None]:
        """Ask the store whether it is real. One that cannot be read hands out no row; the door asks again later."""
        try:
            return await to_thread.run_sync(self._real_data), None
        except GovernanceError as err:
            return False, err


def _file(path: str, media: str) -> Callable[[Request], Awaitable[Response]]:
    body = (_HERE / path[1:]).read_bytes()

    async def serve(_request: Request) -> Response:
        return Response(body, media_type=media, headers={"Cache-Control": "no-cache"})

    return serve


def _see_other(where: str) -> Response:
    return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-store"})


async def read_form(request: Request) -> dict[str, str]:
    """Read a small urlencoded form; anything else is an empty one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return {}
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=20).items()}
    except ValueError:
        return {}


def _form_token(request: Request) -> str:
    """Keep the token of another open tab, so that its form stays good."""
    held = request.cookies.get(_FORM_COOKIE, "")
    return held if _FORM_TOKEN.fullmatch(held) else secrets.token_urlsafe(24)


def _same_token(request: Request, sent: dict[str, str]) -> bool:
    held = request.cookies.get(_FORM_COOKIE, "")
    return bool(_FORM_TOKEN.fullmatch(held)) and secrets.compare_digest(held.encode(), sent.get("token", "").encode())
