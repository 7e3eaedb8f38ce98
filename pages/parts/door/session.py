"""The guard in front of everything: cookie to session, refusals, injected identity, live sockets cut in time."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.signin import SignIn, SignIns
from geo.model.errors import GovernanceError
from geo.model.scope import Role
from pages.parts.door import answers, headers, identity, loopback, paths, stir, wall
from pages.parts.door.nodelay import send_at_once
from pages.parts.rooms import ROOMS

SIGNIN_KEY = "grid.signin"  # the checked session in the ASGI scope, for our routes
POLL_S = 1.0
DEMO = "demo-"  # accounts of people who only chose a role
_REAL_DATA_S = 5.0
_POLICY_VIOLATION = 1008


def _page_refusal(path: str, scope: Scope, role: Role) -> Response | None:
    """Say that an address is no page, or not this role's; the framework would go to the start page without a word."""
    screen = next((one for one in ROOMS if one.key == path.strip("/")), None)
    if screen is None:
        return answers.no(scope, 404, answers.NO_PAGE)
    return None if role in screen.roles else answers.no(scope, 403, answers.NOT_YOURS, answers.NOT_YOURS_REMEDY)


def cookie_name(scope: Scope) -> str:
    """Name of the session cookie; under TLS bound to this host by its prefix."""
    return "__Host-grid_session" if scope["scheme"] in ("https", "wss") else "grid_session"


class Door:
    """Pure ASGI middleware: decides for every path and for the websocket who may pass.

    Parameters
    ----------
    app
        What lies behind the door.
    signins
        The session table.
    real_data
        Tells whether the store holds real data: then demo sessions end. An error means that the
        store cannot be read; then no row can leave it either, and the pages say so themselves.
    poll_s
        How often a live socket's session is looked up again.
    """

    def __init__(
        self, app: ASGIApp, *, signins: SignIns, real_data: Callable[[], bool], poll_s: float = POLL_S
    ) -> None:
        self._app, self._signins, self._real_data, self._poll_s = app, signins, real_data, poll_s
        self._real_known: tuple[float, bool] = (float("-inf"), False)
        headers.page_policy()  # read the installed index.html now, not at the first visitor
        identity.mark_active(signins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one connection."""
        if scope["type"] != "lifespan":
            send_at_once(receive)
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)
            identity.mark_inactive()  # the lifespan has ended: no script may run on

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def hardened(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers.harden(MutableHeaders(scope=message), scope["path"], message["status"], known_origin)
            await send(message)

        known_origin = None
        sentence = answers.BAD_PATH if paths.is_misspelt(scope) else loopback.refusal(scope)
        if sentence:
            status = 400 if sentence == answers.BAD_PATH else 403
            await answers.no(scope, status, sentence)(scope, receive, hardened)
            return
        known_origin = loopback.origin(scope)
        try:
            asks = not paths.is_open(scope["path"]) or scope["path"] == "/login"
            signin = await self._signin(scope) if asks else None
            refused = await self._refusal(scope, signin)
            if refused is not None:
                await refused(scope, receive, hardened)
                return
            if signin is not None and _is_activity(scope):
                stir.asked()
                await to_thread.run_sync(self._signins.touch, signin)
            await self._app(_stripped(scope, signin), receive, hardened)
        except Exception as err:
            answers.log_fault(err, scope["path"])
            if begun:
                raise
            await answers.no(scope, 500, answers.BROKEN, answers.BROKEN_REMEDY)(scope, receive, hardened)

    async def _refusal(self, scope: Scope, signin: SignIn | None) -> Response | None:
        """Return the answer to somebody who may not pass, or None."""
        path = scope["path"]
        if paths.is_open(path):
            return None
        if signin is None:
            if answers.is_navigation(scope):
                back = quote(paths.full_path(scope), safe="") if scope["method"] in ("GET", "HEAD") else ""
                where = f"/login?next={back}" if back not in ("", "%2F") else "/login"
                return RedirectResponse(where, status_code=303, headers={"Cache-Control": "no-store"})
            return answers.no(scope, 401, answers.SIGNED_OUT)
        return await self._forbidden(path, scope, signin)

    async def _forbidden(self, path: str, scope: Scope, signin: SignIn) -> Response | None:
        """Return the answer to somebody signed in who asks for what nobody or not he may have, or None."""
        if path.startswith(paths.CLOSED_PREFIXES):
            return answers.no(scope, 404, answers.NO_PAGE)
        if await self._closed_to(signin):
            return answers.no(scope, 403, loopback.REAL_DATA)
        if signin.wall and (refused := wall.refusal(scope)) is not None:
            return refused
        if path in paths.ADMIN_ONLY and signin.scope.role is not Role.ADMIN:
            return answers.no(scope, 403, answers.NOT_YOURS)
        if answers.is_navigation(scope) and paths.may_be_page(path):
            return _page_refusal(path, scope, signin.scope.role)
        return None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        signin = None
        if not paths.is_misspelt(scope) and scope["path"] == paths.STREAM and not loopback.refusal(scope):
            said = Headers(scope=scope).get("origin")  # every browser sends it with a socket
            if said is not None and said.lower() == loopback.origin(scope):
                signin = await self._signin(scope)
                signin = None if signin is None or await self._closed_to(signin) else signin
        if signin is None:
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        line = _Line(receive, send, self._signins, signin)
        watch = asyncio.create_task(self._watch(line, signin))
        try:
            await self._app(_stripped(scope, signin), line.receive, line.send)
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, line: "_Line", signin: SignIn) -> None:
        """Cut the line as soon as its session is over; a look-up that fails cuts it too."""
        alive = True
        while alive:
            await asyncio.sleep(self._poll_s)
            try:
                found = await to_thread.run_sync(self._signins.by_sid, signin.sid)
                alive = found is not None and not await self._closed_to(signin)
            except Exception as err:  # noqa: BLE001  whatever fails here, the line must not stay open unwatched
                answers.log_fault(err, paths.STREAM)
                alive = False
        await line.cut()

    async def _signin(self, scope: Scope) -> SignIn | None:
        token = _token(scope)
        if token is None:
            return None
        return self._signins.remembered(token) or await to_thread.run_sync(self._signins.find, token)

    async def _closed_to(self, signin: SignIn) -> bool:
        """Say whether a session of the demo outlived the demo; one opened with the start code may stay."""
        return signin.scope.account.startswith(DEMO) and await self._holds_real_data()

    async def _holds_real_data(self) -> bool:
        asked, answer = self._real_known
        if time.monotonic() - asked < _REAL_DATA_S:
            return answer
        try:
            answer = await to_thread.run_sync(self._real_data)
        except GovernanceError:
            return answer
        self._real_known = (time.monotonic(), answer)
        return answer


class _Line:
    """One live socket that can be cut from our side."""

    def __init__(self, receive: Receive, send: Send, signins: SignIns, signin: SignIn) -> None:
        self._receive, self._send, self._signins, self._signin = receive, send, signins, signin
        self._is_cut = asyncio.Event()

    async def cut(self) -> None:
        """Close towards the browser; whatever the app still sends is dropped."""
        if not self._is_cut.is_set():
            self._is_cut.set()
            with contextlib.suppress(Exception):  # the browser may have gone at the same moment
                await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    async def receive(self) -> Message:
        """Hand on the browser's next message, or a disconnect once the line is cut."""
        if not self._is_cut.is_set():
            coming = asyncio.ensure_future(self._receive())
            ending = asyncio.ensure_future(self._is_cut.wait())
            try:
                await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ending.cancel()
                if not coming.done():
                    coming.cancel()
            if not self._is_cut.is_set():
                message = coming.result()
                if _is_persons_act(message):
                    await to_thread.run_sync(self._touch)
                return message
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

    async def send(self, message: Message) -> None:
        """Send while the line holds."""
        if not self._is_cut.is_set():
            await self._send(message)

    def _touch(self) -> None:
        signin = self._signins.by_sid(self._signin.sid)
        if signin is not None:
            self._signins.touch(signin)


def _token(scope: Scope) -> str | None:
    lines = Headers(scope=scope).getlist("cookie")
    return cookie_parser("; ".join(lines)).get(cookie_name(scope)) if lines else None


def _stripped(scope: Scope, signin: SignIn | None) -> Scope:
    """Drop identity headers the client made up (in any spelling); for a socket add the true ones."""
    kept = [
        (name, value) for name, value in scope["headers"] if not name.lower().replace(b"_", b"-").startswith(b"x-grid-")
    ]
    if signin is not None and scope["type"] == "websocket":
        kept += [
            (b"x-grid-user", signin.scope.account.encode("ascii")),
            (b"x-grid-role", signin.scope.role.encode("ascii")),
            (b"x-grid-session", signin.sid.encode("ascii")),
        ]
    return {**scope, "headers": kept, SIGNIN_KEY: signin}


def _is_activity(scope: Scope) -> bool:
    """Whether a request shows that the person is there: not a heartbeat, not Streamlit's own chatter."""
    path = scope["path"]
    if path == "/session":
        return b"busy=1" in scope.get("query_string", b"").split(b"&")
    return not paths.is_open(path) and not path.startswith("/_stcore/")


def _is_persons_act(message: Message) -> bool:
    """Whether a socket message is a rerun the person caused, not a timer of the page."""
    body = message.get("bytes")
    if message["type"] != "websocket.receive" or not body:
        return False
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415  heavy, and only sockets need it

    try:
        act = BackMsg.FromString(body)
    except Exception:  # noqa: BLE001  protobuf gives its error no type; whatever it cannot read is no act
        return False
    return act.WhichOneof("type") == "rerun_script" and not act.rerun_script.is_auto_rerun
