"""The routes beside Streamlit: data by content hash, the rail of a place, search, code and fonts, sign-in."""

import gzip
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.blobs import Blobs
from data.signin import SignIn, SignIns
from geo.model.errors import BadInput, GovernanceError
from geo.model.scope import Scope
from pages.parts.door import answers
from pages.parts.door.accept import accepted, is_fresh
from pages.parts.door.chooser import Places
from pages.parts.door.lib import Lib
from pages.parts.door.session import SIGNIN_KEY
from pages.parts.door.signin import Desk
from pages.parts.door.walldesk import WallDesk

_CACHE = {
    "immutable": "private, max-age=31536000, immutable",
    "revalidate": "private, no-cache",
    "no-store": "no-store",
}
_CODE = re.compile(r"[A-Z]{0,4}[0-9A-Za-z-]{1,28}")
_MAX_DAYS = 366
_DAYS = 30
_MAX_QUERY = 64
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class DataRoutes:
    """The data routes; the door has checked the session before they run.

    Parameters
    ----------
    blobs
        What scripts have published.
    manifest_json
        `scope` -> the JSON bytes of the map's manifest; made on the first request of a data version, so that
        the page stands before it is ready.
    place_json
        `(scope, code, days)` -> the JSON bytes of one place's rail, None when there is no such place in the scope.
    find_json
        `(scope, text)` -> JSON bytes of the search.
    figure_json
        `(scope, key, days)` -> the JSON bytes of one figure as the colour of communities. All three run in a
        thread and may raise GovernanceError.
    wall_json
        `scope` -> the JSON bytes of what the wall plays, asked again and again.
    reach
        `(scope, what, query)` -> bytes and media type of what 服务圈 asks; raises GovernanceError.
    """

    blobs: Blobs
    manifest_json: Callable[[Scope], bytes]
    place_json: Callable[[Scope, str, int], bytes | None]
    find_json: Callable[[Scope, str], bytes]
    figure_json: Callable[[Scope, str, int], bytes]
    wall_json: Callable[[Scope], bytes]
    reach: Callable[[Scope, str, Mapping[str, str]], tuple[bytes, str]]

    def routes(self) -> list[Route]:
        """Return the routes, narrow paths first."""
        return [
            Route("/data/v1/place/{code}", self._guarded(self._place), methods=["GET"]),
            Route("/data/v1/figure/{key}", self._guarded(self._figure), methods=["GET"]),
            Route("/data/v1/manifest", self._guarded(self._manifest), methods=["GET"]),
            Route("/data/v1/reach/{what:path}", self._guarded(self._reach), methods=["GET"]),
            Route("/data/v1/wall", self._guarded(self._wall), methods=["GET"]),
            Route("/data/v1/find", self._guarded(self._find), methods=["GET"]),
            Route("/data/v1/{name}", self._guarded(self._blob), methods=["GET"]),
        ]

    def _blob(self, request: Request, scope: Scope) -> Response:
        blob = self.blobs.get(request.path_params["name"])
        if blob is None or not blob.readable_by(scope.key):  # one answer for both: a foreign name tells nothing
            return answers.problem(404, "这份图层数据已不在了。", "请刷新页面，系统会重新生成。")
        encoding, body = blob.encoded(accepted(request.headers))
        tag = f'"{blob.name.split(".")[1]}-{encoding}"'
        headers = {"Cache-Control": _CACHE[blob.cache], "Vary": "Accept-Encoding"}
        if blob.cache != "no-store":
            headers["ETag"] = tag
            if is_fresh(request.headers, tag):
                return Response(status_code=304, headers=headers)
        if encoding != "identity":
            headers["Content-Encoding"] = encoding
        return Response(body, media_type=blob.media_type, headers=headers)

    def _place(self, request: Request, scope: Scope) -> Response:
        code = request.path_params["code"]
        if not _CODE.fullmatch(code):
            raise BadInput("网格编码的写法不对。", remedy="请从地图或搜索里点选一个地方。")
        body = self.place_json(scope, code, _days(request.query_params.get("d")))
        if body is None:
            return answers.problem(404, f"没有编码为 {code} 的地方，或不在您的范围内。", "请从地图或搜索里重新选择。")
        return Response(body, media_type=_JSON, headers={"Cache-Control": "no-store"})

    def _manifest(self, request: Request, scope: Scope) -> Response:
        body = self.manifest_json(scope)
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
        if "gzip" in accepted(request.headers):
            body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        return Response(body, media_type=_JSON, headers=headers)

    def _find(self, request: Request, scope: Scope) -> Response:
        text = request.query_params.get("q", "").strip()
        if len(text) > _MAX_QUERY:
            raise BadInput(f"搜索词太长（{len(text)} 字）。", remedy=f"请缩短到 {_MAX_QUERY} 字以内。")
        return Response(self.find_json(scope, text), media_type=_JSON, headers={"Cache-Control": "no-store"})

    def _figure(self, request: Request, scope: Scope) -> Response:
        body = self.figure_json(scope, request.path_params["key"], _days(request.query_params.get("d")))
        return Response(body, media_type=_JSON, headers={"Cache-Control": "no-store"})

    def _wall(self, _request: Request, scope: Scope) -> Response:
        return Response(self.wall_json(scope), media_type=_JSON, headers={"Cache-Control": "no-store"})

    def _reach(self, request: Request, scope: Scope) -> Response:
        what = request.path_params["what"]
        body, kind = self.reach(scope, what, request.query_params)
        headers = {"Cache-Control": "no-store"}
        if kind != _JSON:
            name = quote(f"谁在圈外.{what.rsplit('.', 1)[-1]}")
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        elif "gzip" in accepted(request.headers):
            body = gzip.compress(body, 4, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(body, media_type=kind, headers=headers)

    @staticmethod
    def _guarded(
        handler: Callable[[Request, Scope], Response],
    ) -> Callable[[Request], Coroutine[object, object, Response]]:
        """Run a handler in a thread; whatever it raises becomes `{error, remedy}`."""

        def run(request: Request) -> Response:
            signin: SignIn = request.scope[SIGNIN_KEY]
            try:
                return handler(request, _then(signin.scope, request.query_params))
            except GovernanceError as err:
                return answers.problem(answers.status_of(err), err.message, err.remedy)
            except Exception as err:  # noqa: BLE001  the asker gets a sentence, the log gets the place
                answers.log_fault(err, request.scope["route"].path if "route" in request.scope else "data")
                return answers.problem(500, answers.BROKEN, answers.BROKEN_REMEDY)

        async def guarded(request: Request) -> Response:
            return await to_thread.run_sync(run, request)

        return guarded


def build_routes(
    *,
    signins: SignIns,
    blobs: Blobs,
    places: Places,
    real_data: Callable[[], bool],
    manifest_json: Callable[[Scope], bytes],
    place_json: Callable[[Scope, str, int], bytes | None],
    find_json: Callable[[Scope, str], bytes],
    figure_json: Callable[[Scope, str, int], bytes],
    wall_json: Callable[[Scope], bytes],
    reach: Callable[[Scope, str, Mapping[str, str]], tuple[bytes, str]],
    lib_folder: Path,
    start_code: str | None = None,
) -> list[Route]:
    """Return every route of ours for `st.App(routes=...)`; they rely on the `Door` middleware in front of them."""
    return [
        *Desk(signins, places, real_data, start_code).routes(),
        *WallDesk(signins).routes(),
        *DataRoutes(blobs, manifest_json, place_json, find_json, figure_json, wall_json, reach).routes(),
        Route("/lib/{path:path}", Lib(lib_folder).serve, methods=["GET"]),
    ]


def _then(scope: Scope, query: Mapping[str, str]) -> Scope:
    """Look at the day an address names: `date=YYYY-MM-DD`, or `h`, the version of a manifest. Raises BadInput."""
    try:
        return scope.on(query.get("date", "") or query.get("h", "").partition("@")[2])
    except ValueError:
        raise BadInput("日期的写法不对。", remedy="应为 2026-11-20 这样的形式。") from None


def _days(text: str | None) -> int:
    if text is None:
        return _DAYS
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MAX_DAYS):
        raise BadInput("天数 d 的写法不对。", remedy=f"应为 1 到 {_MAX_DAYS} 的整数，例如 d=30。")
    return int(text)
