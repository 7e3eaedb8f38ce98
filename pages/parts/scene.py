"""What the map pages show for one asker: manifest, rail, names and search, made once per data version."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data import published
from data.blobs import Cache
from geo.layers import registry_hash
from geo.layers.figure import LAYER as FIGURE
from geo.metrics.board import Board, board
from geo.metrics.rail import rail
from geo.metrics.shade import metric_of, shade
from geo.model.errors import GovernanceError, NotFound
from geo.model.scope import Role, Scope
from geo.model.view import PERIODS, ViewSpec
from geo.render.legend import legend
from geo.render.maplibre import Publish, manifest, noted
from geo.rules.nine import month_key
from geo.rules.nine import published as nine_published
from pages.parts.find import find
from pages.parts.once import Once
from pages.parts.wiring import blobs, store, store_of

# The registry's words for how long a body may be kept -> the shelf's.
KEEP: dict[str, Cache] = {"immutable": "immutable", "no-cache": "revalidate", "no-store": "no-store"}


@dataclass(frozen=True, slots=True)
class _Published:
    """A manifest, every name it rests on, and the mark of the sketches in it."""

    told: dict[str, Any]
    names: tuple[str, ...]
    sketched: str


JSON = "application/json"

_manifests: Once[_Published] = Once(24)
_boards: Once[Board] = Once(24)
_rails: Once[bytes] = Once(1024)
_names: Once[dict[str, str]] = Once(24)


def manifest_url(scope: Scope) -> str:
    """Return where the browser asks for the manifest; another data version is another address."""
    at = f"&date={scope.day}" if scope.day else ""
    return f"/data/v1/manifest?v={store().version()}.{registry_hash()}.{store().sketched()}.{scope.root}{at}"


def manifest_json(scope: Scope) -> bytes:
    """Bake and publish every layer the scope may see, once per data version; returns the manifest as JSON."""
    book = store_of(scope)
    mark = book.sketched()
    view = ViewSpec(place=scope.root)

    def baked() -> _Published:
        hold_back(scope)
        names: list[str] = []
        told = manifest(book, scope, view, _shelf(scope, names))
        return _Published(told, tuple(names), mark)

    # Published bytes may have been pushed out of the shelf; then they are baked again.
    held = _manifests.get(scope.slot, baked, version=book.version(), good=_shelved)
    if held.sketched == mark:
        return _json(held.told)

    def renewed() -> _Published:
        names: list[str] = []
        fresh = noted(book, scope, view, _shelf(scope, names))
        layers = [fresh.get(entry["key"], entry) for entry in held.told["layers"]]
        return _Published(held.told | {"layers": layers}, tuple(names), mark)

    at = (book.version(), mark)
    return _json(_manifests.get((scope.slot, "sketched"), renewed, version=at, good=_shelved).told)


def hold_back(scope: Scope) -> None:
    """Write down what this data version hides from leaders, before anybody sees it."""
    book = store()
    whole = Scope(scope.account, Role.LEADER, book.profile().district)
    published.hold_back(book, scope, month_key(book), nine_published(book, whole).drop(columns="level"))


def _shelf(scope: Scope, names: list[str]) -> Publish:
    """Keep what is published for a scope, and its name."""

    def publish(layer: str, body: bytes, ext: str, cache: str) -> str:
        url = blobs().publish(layer, body, ext, scope_key=scope.key, cache=KEEP[cache])
        names.append(url.rsplit("/", 1)[1])
        return "/" + url

    return publish


def _shelved(held: _Published) -> bool:
    return all(blobs().get(name) is not None for name in held.names)


def figures(scope: Scope, days: int) -> Board:
    """Return every figure of every place of the scope."""
    book = store_of(scope)
    hold_back(scope)
    return _boards.get((scope.slot, days), lambda: board(book, scope, days), version=book.version())


def place_rail(scope: Scope, code: str, days: int) -> dict[str, object]:
    """Return the rail of one place (docs/house.md, 5.4); raises NotFound outside the scope."""
    return rail(store_of(scope), scope, code, days, figures=figures(scope, days))


def place_json(scope: Scope, code: str, days: int) -> bytes | None:
    """Return the rail of one place as JSON; None where the scope has no such place."""
    book = store_of(scope)
    with book.pinned():
        try:
            return _rails.get(
                (scope.slot, code, days), lambda: _json(place_rail(scope, code, days)), version=book.version()
            )
        except NotFound:
            return None


def figure_json(scope: Scope, key: str, days: int) -> bytes:
    """Return one figure as the colour of communities (docs/house.md, 5.4); raises NotFound for an unknown one."""
    metric = metric_of(key)
    with store_of(scope).pinned():
        told = shade(figures(scope, days), metric, scope.tier)
    rows = {
        str(code): {"step": int(step), "text": text, "why": why, "sign": sign}
        for code, step, text, why, sign in zip(
            told.index, told["step"], told["text"], told["why"], told["sign"], strict=True
        )
    }
    return _json(
        {
            "key": key,
            "title": metric.title,
            "unit": metric.unit,
            "legend": legend(FIGURE, store_of(scope).profile(), ViewSpec(scope.root, metric=key)),
            "rows": rows,
        }
    )


def find_json(scope: Scope, text: str) -> bytes:
    """Return what the search found beyond the browser's own index."""
    return _json({"rows": find(scope, text)})


def reach(scope: Scope, what: str, query: Mapping[str, str]) -> tuple[bytes, str]:
    """Answer what the look 服务圈 asks: area, next, path, center/<code>, outside.csv or .xlsx."""
    from pages.parts import reach_area, reach_export, reach_sites  # noqa: PLC0415 - the engine, for this look only
    from pages.parts.reach import asked  # noqa: PLC0415

    ask = asked(query, scope.root)
    head, _, tail = what.partition("/")
    with store_of(scope).pinned():
        match head:
            case "area":
                return reach_area.area_json(scope, ask, frozenset(query.get("draw", "").split(","))), JSON
            case "next":
                return reach_sites.next_json(scope, ask, query), JSON
            case "path":
                return reach_sites.path_json(scope, ask, query), JSON
            case "center":
                return reach_sites.center_json(scope, ask, tail), JSON
            case "outside.csv" | "outside.xlsx":
                return reach_export.outside_file(scope, ask, head.removeprefix("outside."))
    raise NotFound("没有这个地址。", remedy="请刷新页面。")


def place_names(scope: Scope) -> dict[str, str]:
    """Return code -> name of every place and centre the scope may see."""
    book = store_of(scope)

    def make() -> dict[str, str]:
        places, centers = book.places(scope)["name"], book.centers(scope)["name"]
        return {str(code): str(name) for table in (places, centers) for code, name in table.items()}

    return _names.get(scope.slot, make, version=book.version())


def root_name(scope: Scope) -> str:
    """Return the name of the scope's root; raises NotFound for an empty store."""
    name = place_names(scope).get(scope.root)
    if name is None:
        raise NotFound(
            "库里还没有网格。", remedy="请管理员在“管理 · 导入”中导入网格文件，或运行 python -m data demo 建立演示区。"
        )
    return name


def synthetic() -> bool:
    """Say whether what is shown is 演示数据."""
    return store().synthetic()


def warm() -> Iterator[None]:
    """Make what the first visitor of each district-wide role would wait for, piece by piece."""
    root = store().profile().district
    for role in (Role.LEADER, Role.PLANNER, Role.ADMIN):
        scope = Scope("warm", role, root)
        try:
            root_name(scope)
        except GovernanceError:
            return  # an empty store: nothing to warm
        manifest_json(scope)
        yield
        for days in PERIODS:
            place_json(scope, root, days)
            yield


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
