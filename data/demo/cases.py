"""What became of each event: filing, dispatch, feedback, deadline, closing, rating, and its words."""

from typing import Any

import numpy as np
import pandas as pd

from data.config.profile import DEFAULT, load_profile
from data.demo.days import Events, first_day
from data.demo.sketch import Sketch, dice
from data.demo.worktime import WorkTime, due, minutes

NAT = np.datetime64("NaT", "s")
_WORDS = {
    "01": "请清理整治", "02": "请清除", "03": "影响周边居民，请查处",
    "04": "存在险情，请尽快处置", "05": "影响通行，请劝导", "06": "设施损坏，请维修",
    "07": "居民反映，请协调解决", "08": "存在隐患，请督促整改",
    "09": "请上门调解", "10": "请上门服务", "11": "居民反映，请答复",
}  # fmt: skip


def cases(sketch: Sketch, raw: Events, place: pd.DataFrame, slip: np.ndarray, seed: int) -> pd.DataFrame:
    """Work every event on the working-time axis; what would happen after as-of has not happened yet.

    Parameters
    ----------
    raw
        Oldest first.
    place
        Per event: town (last three digits of L1), address, words (where it is).
    slip
        Working hours by which feedback comes later than usual, per event (the planted 聂寨 slip).

    Returns
    -------
    DataFrame
        Columns of an event (docs/house.md, section 2) without lon and lat; times datetime64[s].
    """
    rng, table, n = dice(seed, "cases"), sketch["cases"], len(raw)
    profile = load_profile(DEFAULT)
    kinds = {t.code: t for t in profile.types}
    title = np.array([kinds[t].title for t in raw.type], dtype=object)
    days = np.array([max(1, int(np.ceil(kinds[t].sla_days))) for t in raw.type])
    now = np.datetime64(sketch.as_of, "s")
    clock = WorkTime(first_day(sketch).astype("datetime64[s]").item(), sketch["days"] + 60)
    begun = clock.hours(raw.at)
    filed = raw.at + (np.exp(rng.normal(2.6, 0.9, n)) * 60).astype("timedelta64[s]")
    answer_by, done_by = due(raw.at, np.full(n, 2)), due(raw.at, days)
    feedback = _within(
        clock, begun, clock.hours(answer_by), rng.beta(1.1, 2.4, n), rng.random(n) < table["feedback_late"], rng=rng
    )
    feedback = np.where(slip > 0, clock.moment(np.maximum(clock.hours(feedback), begun) + slip), feedback)
    late = (rng.random(n) < table["closed_late"]) | (raw.story == "overdue")
    closed = _within(clock, begun, clock.hours(done_by), rng.beta(1.3, 2.5, n), late, rng=rng)
    dispatch = _pick(rng, table["dispatch"], n)
    spot = (dispatch == "自办") & ~late & (slip == 0)  # solved by the grid worker on the spot
    closed = np.where(spot, raw.at + (np.exp(rng.normal(4.4, 0.8, n)) * 60).astype("timedelta64[s]"), closed)
    feedback = np.where(spot, np.minimum(feedback, closed - np.timedelta64(600, "s")), feedback)
    closed = np.where(raw.story == "overdue", now + np.timedelta64(9, "D"), closed)
    feedback, filed = np.maximum(feedback, filed + np.timedelta64(300, "s")), np.maximum(filed, raw.at)
    closed = np.maximum(closed, feedback + np.timedelta64(600, "s"))
    filed, feedback, closed, done_by = minutes(filed), minutes(feedback), minutes(closed), minutes(done_by)
    paused = (rng.random(n) < table["paused"]) & (raw.story == "")
    closed = np.where(paused, now + np.timedelta64(20, "D"), closed)
    done_by = np.where(paused, np.maximum(done_by, now + rng.integers(2, 20, n).astype("timedelta64[D]")), done_by)
    status, rating = _status(table, now, filed, feedback, closed, paused=paused, rng=rng)
    original = _duplicates(table, raw, status, rng)
    gone = np.isin(status, ("作废", "重复"))
    rating[gone] = None
    closed = np.where(gone, NAT, closed)
    code = _codes(raw, place["town"].to_numpy())
    feedback = np.where(gone & (feedback > now), NAT, feedback)
    dispatch[np.isin(status, ("上报", "立案"))] = None
    return pd.DataFrame(
        {
            "code": code,
            "type": raw.type,
            "text": [f"{w}{t}，{_WORDS[k[:2]]}。" for w, t, k in zip(place["words"], title, raw.type, strict=True)],
            "address": place["address"].to_numpy(),
            "source": rng.choice(profile.sources, n, p=np.array(table["sources"]) / sum(table["sources"])),
            "severity": _pick(rng, table["severity"], n),
            "status": status,
            "dispatch": dispatch,
            "reported_at": raw.at,
            "filed_at": np.where(filed <= now, filed, NAT),
            "feedback_at": np.where(feedback <= now, feedback, NAT),
            "due_at": done_by,
            "closed_at": np.where(closed <= now, closed, NAT),
            "dept": [kinds[t].dept for t in raw.type],
            "duplicate_of": np.where(original >= 0, code[np.maximum(original, 0)], None),
            "rating": rating,
            "callback": _callbacks(table, closed, now, dice(seed, "callbacks")),
        }
    )


def _callbacks(table: dict[str, Any], closed: np.ndarray, now: np.datetime64, rng: np.random.Generator) -> np.ndarray:
    """Return calls: they come days after the closing, so the newest closed wait for theirs; dice of their own."""
    called = _pick(rng, table["callback"], len(closed))
    waits = closed + (rng.exponential(table["callback_days"], len(closed)) * 86400).astype("timedelta64[s]") > now
    called[waits | (called == "未回访") | np.isnat(closed)] = None
    return called


def _within(
    clock: WorkTime,
    begun: np.ndarray,
    end: np.ndarray,
    share: np.ndarray,
    late: np.ndarray,
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    """Give a moment at a share of the way to the deadline, or some working hours past it."""
    hours = begun + share * np.maximum(end - begun, 0.2)
    return clock.moment(np.where(late, end + 0.6 + rng.exponential(14, len(end)), hours))


def _status(
    table: dict[str, Any], now: np.datetime64, filed: np.ndarray, feedback: np.ndarray, closed: np.ndarray,
    *, paused: np.ndarray, rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    n = len(filed)
    open_words = np.select(
        [filed > now, feedback > now],
        ["上报", rng.choice(["立案", "派单", "接单", "处置"], n, p=[0.08, 0.22, 0.25, 0.45])],
        rng.choice(["处置", "反馈", "核查", "退回"], n, p=[0.42, 0.36, 0.19, 0.03]),
    )
    rated = rng.random(n) < table["rated"]
    done = closed <= now
    status = np.where(done, np.where(rated, "评价", "办结"), open_words)
    status = np.where(paused, rng.choice(["挂起", "延期"], n), status).astype(object)
    rating = _pick(rng, table["rating"], n)
    rating[done & ~rated] = "未评"
    rating[~done] = None
    status[(rng.random(n) < table["void"]) & done] = "作废"
    return status, rating


def _duplicates(table: dict[str, Any], raw: Events, status: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Later events of the same class at the same building (or 60 m of street) that only repeat an earlier one."""
    n = len(raw)
    cell = np.round(raw.xy / 60).astype(int)
    key = [
        f"{t[:2]}:{b}" if b >= 0 else f"{t[:2]}:{x}:{y}"
        for t, b, (x, y) in zip(raw.type, raw.building.tolist(), cell.tolist(), strict=True)
    ]
    last: dict[str, int] = {}
    out, at = np.full(n, -1), raw.at
    draw = rng.random(n)
    for i, k in enumerate(key):
        j = last.get(k)
        repeats = j is not None and at[i] - at[j] < np.timedelta64(20, "D") and raw.story[i] != "overdue"
        if repeats and status[i] != "作废" and draw[i] < table["duplicate"] * 4:
            out[i], status[i] = int(j or 0), "重复"
        else:
            last[k] = i
    return out


def _pick(rng: np.random.Generator, words: dict[str, float], n: int) -> np.ndarray:
    p = np.array(list(words.values()))
    return np.asarray(rng.choice(list(words), n, p=p / p.sum()), dtype=object)


def _codes(raw: Events, town: np.ndarray) -> np.ndarray:
    day = np.char.replace(raw.at.astype("datetime64[D]").astype(str), "-", "")
    group = pd.Series(np.char.add(day, town.astype(str)))
    number = (group.groupby(group).cumcount() + 1).to_numpy()
    return np.array([f"EV{g}{k:05d}" for g, k in zip(group.to_numpy(), number.tolist(), strict=True)], dtype=object)
