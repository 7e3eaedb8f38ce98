"""A small district and a small app behind the real door, for tests that need no store."""

import json
from collections.abc import Callable
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route

from data.blobs import Blobs
from data.signin import SignIns
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, StoreError
from geo.model.scope import Role, Scope
from pages.parts.door.chooser import Place
from pages.parts.door.routes import build_routes
from pages.parts.door.session import Door

PLACES = [
    Place("410106", "上街区", Level.DISTRICT, ""),
    Place("410106-Z1", "五云片区", Level.ZONE, "410106"),
    Place("410106-Z2", "三湾街片区", Level.ZONE, "410106"),
    Place("410106001", "济源路街道", Level.L1, "410106"),
    Place("410106002", "中心路街道", Level.L1, "410106"),
    Place("410106001001", "孟津路社区", Level.L2, "410106001"),
    Place("410106001002", "登封路社区", Level.L2, "410106001"),
    Place("410106001001001", "孟津路社区第一网格", Level.L3, "410106001001"),
    Place("410106001001002", "孟津路社区第二网格", Level.L3, "410106001001"),
    Place("410106001002001", "登封路<社区>第一网格", Level.L3, "410106001002"),
]
ROOTS = {
    Role.LEADER: "410106",
    Role.PLANNER: "410106",
    Role.STREET: "410106001",
    Role.GRID_WORKER: "410106001001001",
    Role.ADMIN: "410106",
}


def place_json(scope: Scope, code: str, days: int) -> bytes | None:
    match code:
        case "broken":
            raise RuntimeError("张三 13800000000")
        case "refused":
            raise NotAllowed("不行。", remedy="换一个角色。")
        case "bad":
            raise BadInput("不对。", remedy="改一改。")
        case "down":
            raise StoreError("库坏了。", remedy="请恢复备份。")
    known = {place.code for place in PLACES}
    return json.dumps({"code": code, "root": scope.root, "days": days}).encode() if code in known else None


def manifest_json(scope: Scope) -> bytes:
    return json.dumps({"root": scope.root}).encode()


def find_json(scope: Scope, text: str) -> bytes:
    return json.dumps({"q": text, "root": scope.root}).encode()


def figure_json(scope: Scope, key: str, days: int) -> bytes:
    return json.dumps({"key": key, "days": days, "root": scope.root}).encode()


def wall_json(scope: Scope) -> bytes:
    return json.dumps({"root": scope.root}).encode()


def reach(scope: Scope, what: str, query) -> tuple[bytes, str]:
    if what == "outside.csv":
        return b"x", "text/csv; charset=utf-8"
    if what == "refused":
        raise BadInput("步速不可用。", remedy="应为 1 到 6。")
    return json.dumps({"what": what, "root": scope.root, **query}).encode(), "application/json"


def parts(
    signins: SignIns,
    blobs: Blobs,
    lib_folder: Path,
    *,
    real_data: Callable[[], bool] = lambda: False,
    places: Callable[[], list[Place]] = lambda: PLACES,
    poll_s: float = 1.0,
    start_code: str | None = None,
) -> tuple[list[Route], Middleware]:
    """Routes and middleware as app.py wires them."""
    routes = build_routes(
        signins=signins,
        blobs=blobs,
        places=places,
        real_data=real_data,
        place_json=place_json,
        manifest_json=manifest_json,
        find_json=find_json,
        figure_json=figure_json,
        wall_json=wall_json,
        reach=reach,
        lib_folder=lib_folder,
        start_code=start_code,
    )
    return routes, Middleware(Door, signins=signins, real_data=real_data, poll_s=poll_s)
