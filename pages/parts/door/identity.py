"""Who asks, inside a Streamlit script: the session the door checked, or no script at all."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.signin import SignIn, SignIns
from geo.model.errors import NotAllowed
from geo.model.scope import Scope

_NO_DOOR = "本页只能经由大门进入。"
_NO_DOOR_REMEDY = "请用 make run（或 streamlit run app.py）启动，再从登录页进入。"


class _Doorway:
    """What the process knows of its door; set once at start, or by a test."""

    signins: SignIns | None = None
    stand_in: SignIn | None = None


def mark_active(signins: SignIns) -> None:
    """Say that the door guards this process. Called by the door itself when it is put in place."""
    _Doorway.signins = signins
    _Doorway.stand_in = None


def mark_inactive() -> None:
    """Say that the door has closed: scripts get no scope any more."""
    _Doorway.signins = None


def is_active() -> bool:
    """Whether the door guards this process."""
    return _Doorway.signins is not None


def current_signin() -> SignIn:
    """Return the live session behind the running script, with root and CSRF token looked up on the server.

    Raises
    ------
    NotAllowed
        No door guards the process, the script runs outside a browser session, or the session is over.
    """
    if _Doorway.signins is None:
        if _Doorway.stand_in is not None:
            return _Doorway.stand_in
        raise NotAllowed(_NO_DOOR, remedy=_NO_DOOR_REMEDY)
    told = st.user.to_dict()
    sid = told.get("sid")
    signin = _Doorway.signins.by_sid(sid) if isinstance(sid, str) else None
    if signin is None or (told.get("name"), told.get("role")) != (signin.scope.account, str(signin.scope.role)):
        raise NotAllowed("会话已结束。", remedy="请刷新页面重新登录。")
    return signin


def current_scope() -> Scope:
    """Return account, role and root of who asks; the first argument of every read. Raises NotAllowed."""
    return current_signin().scope


def sign_out_token() -> str:
    """Return the token a form to POST /logout carries in its field `csrf`. Raises NotAllowed."""
    return current_signin().csrf


@contextmanager
def standing_in(scope: Scope) -> Iterator[SignIn]:
    """Let a test run a script without a door as this scope. Refused in a process that has a door."""
    if _Doorway.signins is not None:
        raise NotAllowed("有大门的进程里不能冒名。", remedy="请经登录页进入。")
    signin = SignIn(sid="0" * 16, scope=scope, csrf="test", created=0.0, seen=0.0, ends=float("inf"))
    _Doorway.stand_in = signin
    try:
        yield signin
    finally:
        _Doorway.stand_in = None
