"""What 诉求 draws from: one file of counted events and what stands out in them, made once per data version."""

import base64
import json
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.layers import events as layer
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import hotspots, repeats
from geo.rules.hexes import hexagons
from geo.rules.names import short
from geo.rules.scope import outline
from geo.rules.standouts import standouts
from pages.parts.once import Once
from pages.parts.wiring import blobs, store_of

NONE = 65535  # no hexagon, no third-level grid
L3_DIGITS, L2_DIGITS = 15, 12
SOON = 0.25  # 临期: a quarter of the time or less is left (domain note, 2.8)
ON_THE_SPOT = "自办"
BEFORE_SENT = frozenset({"上报", "立案"})
MOST = 60  # rows of a list that travel

_files: Once[tuple[str, str]] = Once(32)


def url(scope: Scope, days: int) -> str:
    """Publish the file of a period and the one before it; answer its address."""
    book = store_of(scope)

    def make() -> tuple[str, str]:
        body = json.dumps(told(book, scope, days), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        made = blobs().publish("issues", body.encode(), "json", scope_key=scope.key, cache="immutable")
        return "/" + made, made.rsplit("/", 1)[1]

    return _files.get(
        (scope.slot, days), make, version=book.version(), good=lambda held: blobs().get(held[1]) is not None
    )[0]


def told(book: Reads, scope: Scope, days: int) -> dict[str, Any]:
    """Gather the events reported in the last two periods.

    At T0 homes and disputes stand at their grid and say their class only, as everywhere.

    Returns
    -------
    dict
        `days`, `first` (date of day 0), `as_of`; `l3` codes; `cube`: columns of equal length as base64
        (day u8, l3 u16, hex u16, cls u8, src u8, st u8, due u8, sent u8); `hot`, `repeats`, `standouts`
        of this period; `patrols` and `notes` per l3 in this period (notes None in a store without any).
    """
    profile, as_of = book.profile(), pd.Timestamp(book.as_of())
    # Whole days, the last one is the day of as-of: a slider steps from midnight to midnight.
    first = as_of.normalize() - pd.Timedelta(2 * days - 1, "D")
    points = layer.load(book, scope, ViewSpec(place=scope.root, days=days))
    rows = book.events(scope).loc[points.index]
    recent = (rows["reported_at"] >= first).to_numpy()
    points, rows = points[recent], GeoDataFrame(rows[recent])
    day = (rows["reported_at"].dt.normalize() - first).dt.days.to_numpy()
    l3, l3_codes = pd.factorize(points["micro"].astype("string").str[:L3_DIGITS], sort=True)
    now = day >= days
    kinds = _kinds(rows, profile, scope)
    here, mine = points[now], rows[now]
    since = (as_of.normalize() - pd.Timedelta(days - 1, "D")).to_pydatetime()
    noted = pd.notna(book.freshness()["at"].get("note"))
    return {
        "days": days,
        "first": f"{first:%Y-%m-%d}",
        "as_of": as_of.isoformat(timespec="minutes"),
        "l3": [str(code) for code in l3_codes],
        "cube": {
            "n": len(rows),
            "day": _packed(day, "u1"),
            "l3": _packed(np.where(l3 < 0, NONE, l3), "<u2"),
            "hex": _packed(np.where(points["hex"] < 0, NONE, points["hex"]), "<u2"),
            "cls": _packed(points["cls"], "u1"),
            "src": _packed(points["source"], "u1"),
            "st": _packed(points["status"], "u1"),
            "due": _packed(_deadline(rows, points["status"].to_numpy(), as_of), "u1"),
            "sent": _packed(_sent(rows), "u1"),
        },
        "hot": _hot(book, scope, here, profile),
        "repeats": _repeats(here, mine, kinds[now], book, scope),
        "standouts": _standouts(here, mine, kinds[now], book, scope),
        "patrols": _by_l3(book.patrol_counts(scope, since=since)["patrols"], l3_codes),
        "notes": _by_l3(book.note_counts(scope, since=since)["notes"], l3_codes) if noted else None,
    }


def _packed(values: Any, kind: str) -> str:  # noqa: ANN401 - any column of numbers
    return base64.b64encode(np.asarray(values).astype(kind).tobytes()).decode()


def _deadline(rows: pd.DataFrame, status: NDArray[np.int64], as_of: pd.Timestamp) -> NDArray[np.int64]:
    """Tell how each deadline stands: 0 未到期, 1 临期, 2 超期, 3 按期办结, 4 逾期办结, 5 no deadline."""
    due, start = rows["due_at"], rows["reported_at"]
    left = (due - as_of) / (due - start)
    done = status == int(State.DONE)
    late = (status == int(State.OVERDUE)) | (due < as_of).to_numpy()
    in_time = ~(rows["closed_at"] > due).to_numpy()
    made = np.select([due.isna().to_numpy(), done & in_time, done, late, (left <= SOON).to_numpy()], [5, 3, 4, 2, 1], 0)
    return np.asarray(made, dtype=np.int64)


def _sent(rows: pd.DataFrame) -> NDArray[np.int64]:
    sent = (rows["dispatch"] != ON_THE_SPOT) & ~rows["status"].isin(BEFORE_SENT)
    return np.asarray(sent, dtype=np.int64)


def _kinds(rows: pd.DataFrame, profile: Profile, scope: Scope) -> pd.Series:
    """Name each event's small class; for homes and disputes at T0 the class only."""
    hidden = {item.code for item in profile.classes if item.private} if scope.tier is Tier.T0 else set()
    classes = {item.code: item.title for item in profile.classes}
    words = {kind.code: classes[kind.code[:2]] if kind.code[:2] in hidden else kind.title for kind in profile.types}
    types = rows["type"].astype(str)
    return types.map(words).fillna(types.str[:2].map(classes)).fillna("其他")


def _hot(book: Reads, scope: Scope, points: GeoDataFrame, profile: Profile) -> dict[str, list[dict[str, Any]]]:
    """Hot cells of all events ("") and of each class, strongest first."""
    cells = hexagons(outline(book, scope).geometry, crs=profile.measure_crs)
    if cells.empty:
        return {}
    weights = hotspots.neighbours(cells)
    cell, cls = points["hex"].to_numpy(), points["cls"].to_numpy()
    at = pd.DataFrame({"cell": cell, "l2": points["micro"].astype("string").str[:L2_DIGITS].to_numpy()})
    out = {}
    for key, wanted in [
        ("", np.ones(len(cell), dtype=bool)),
        *((c.code, cls == n) for n, c in enumerate(profile.classes)),
    ]:
        counts = np.bincount(cell[wanted & (cell >= 0)], minlength=len(cells)).astype(float)
        found = hotspots.hot_spots(counts, weights).assign(n=counts)
        hot = found[found["hot"]].sort_values("z", ascending=False)
        mostly = at[wanted & (cell >= 0)].groupby("cell")["l2"].agg(lambda codes: codes.value_counts().idxmax())
        out[key] = [
            {"hex": int(n), "z": round(float(z), 2), "q": float(f"{q:.1e}"), "n": int(k), "l2": str(mostly.get(n, ""))}
            for n, z, q, k in zip(hot.index, hot["z"], hot["q"], hot["n"], strict=True)
        ]
    return out


def _repeats(
    points: GeoDataFrame, rows: GeoDataFrame, kinds: pd.Series, book: Reads, scope: Scope
) -> list[dict[str, Any]]:
    placed = GeoDataFrame({"reported_at": rows["reported_at"]}, geometry=points.geometry)
    found = repeats.spots(placed, by=kinds, crs=book.profile().measure_crs).head(MOST)
    names = book.places(scope)["name"]
    state, cls = points["status"].to_numpy(), points["cls"].to_numpy()
    out = []
    for kind, n, last, row, members in zip(
        found["kind"], found["n"], found["last"], found["row"], found["members"], strict=True
    ):
        micro, address = str(points["micro"].iloc[row]), rows["address"].iloc[row]
        where = str(address) if isinstance(address, str) and address else f"{_name(names, micro)}（按网格计）"
        spot = points.geometry.iloc[row]
        out.append(
            {
                "kind": kind,
                "n": int(n),
                "open": int((state[members] != int(State.DONE)).sum()),
                "last": f"{last:%m-%d}",
                "where": where,
                "l2": micro[:L2_DIGITS],
                "cls": int(cls[row]),
                "at": [round(spot.x, 5), round(spot.y, 5)],
            }
        )
    return out


def _name(names: pd.Series, micro: str) -> str:
    """Name the third-level grid of a micro grid and its last three digits."""
    above = names.get(micro[:L3_DIGITS], micro[:L3_DIGITS])
    return f"{above} {micro[L3_DIGITS:]} 微网格"


def _standouts(
    points: GeoDataFrame, rows: pd.DataFrame, kinds: pd.Series, book: Reads, scope: Scope
) -> list[dict[str, Any]]:
    l2 = points["micro"].astype("string").str[:L2_DIGITS]
    names = book.places(scope)["name"]
    found = standouts(kinds, l2, rows["reported_at"].dt.strftime("%Y-%m-%d")).head(MOST)
    cls = pd.Series(points["cls"].to_numpy(), index=kinds.to_numpy()).groupby(level=0).first()
    return [
        {
            "kind": kind,
            "l2": place,
            "where": short(str(names.get(place, place))) if place else None,
            "day": day,
            "n": int(n),
            "expected": round(float(expected), 1),
            "cls": int(cls[kind]),
        }
        for kind, place, day, n, expected in zip(
            found["kind"], found["place"], found["day"], found["n"], found["expected"], strict=True
        )
    ]


def _by_l3(counts: "pd.Series[float]", codes: Any) -> list[int]:  # noqa: ANN401 - an index of codes
    by_l3 = counts.groupby(counts.index.str[:L3_DIGITS]).sum()
    return [int(n) for n in by_l3.reindex(list(codes)).fillna(0)]
