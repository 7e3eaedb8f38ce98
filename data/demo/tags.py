"""The nine colours: dated tags drawn per person, by age and by the kind of house."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.people import People
from data.demo.sketch import Sketch, dice

# Per 1,000 people (domain note, 2.10) and who may carry it: lowest and highest age.
RATES = {
    "party_member": (60, 19, 88), "elder_alone": (35, 72, 97), "disabled": (20, 3, 88), "child_in_need": (3, 1, 14),
    "veteran": (25, 24, 88), "low_income": (8, 18, 85), "special_care": (5, 16, 75), "serious_illness": (10, 4, 85),
    "migrant_tenant": (70, 17, 64),
}  # fmt: skip
MONTHLY = ("elder_alone", "disabled", "child_in_need", "serious_illness", "special_care", "low_income")
_YEAR = 2026
_ENDED = 0.012  # share of tags ended within the ninety days


@dataclass
class Tags:
    """One row per tag: household row, place of the person in it, group; and persons' birth years."""

    household: np.ndarray
    person: np.ndarray
    group: np.ndarray
    birth: np.ndarray
    ended: np.ndarray


def draw(who: People, house: np.ndarray, seed: int) -> Tags:
    """Draw exactly the rates of the whole district.

    Parameters
    ----------
    house
        Per building: 0 other, 1 old flats, 2 new flats, 3 village house, 4 house in a 城中村.
    """
    household = np.repeat(np.arange(len(who.size)), who.size)
    person = np.arange(len(household)) - np.repeat(np.cumsum(who.size) - who.size, who.size)
    kind = house[who.building][household]
    rng = dice(seed, "birth")
    age = np.where(person == 0, rng.integers(24, 92, len(person)), 0)
    partner = np.clip(age[np.cumsum(who.size) - who.size][household] + rng.integers(-6, 7, len(person)), 20, 95)
    younger = np.where(
        rng.random(len(person)) < 0.72, rng.integers(0, 24, len(person)), rng.integers(50, 93, len(person))
    )
    age = np.where(person == 0, age, np.where(person == 1, partner, younger))
    lean = {
        "elder_alone": np.array([1, 1.8, 0.7, 1.6, 1.0]), "migrant_tenant": np.array([1, 1.2, 1.0, 0.25, 5.0]),
        "low_income": np.array([1, 1.6, 0.35, 2.2, 1.4]), "child_in_need": np.array([1, 0.8, 0.5, 2.6, 1.6]),
        "disabled": np.array([1, 1.3, 0.7, 1.4, 1.0]), "party_member": np.array([1, 1.3, 1.2, 0.7, 0.6]),
    }  # fmt: skip
    rows, groups, ended = [], [], []
    exact = np.array([rate * len(person) / 1000 for rate, _, _ in RATES.values()])
    count = np.floor(exact).astype(int)
    count[np.argsort(count - exact)[: round(exact.sum()) - int(count.sum())]] += 1
    for i, (group, (_, low, high)) in enumerate(RATES.items()):
        weight = lean.get(group, np.ones(5))[kind] * ((age >= low) & (age <= high))
        key = np.log(np.maximum(weight, 1e-300)) + dice(seed, "tag", i).gumbel(size=len(person))
        gone = round(count[i] * _ENDED)  # on top of the rates: 注销 of the last weeks
        took = np.argpartition(-key, count[i] + gone)[: count[i] + gone]
        rows.append(np.sort(took))
        groups += [group] * len(took)
        ended.append(np.isin(rows[-1], dice(seed, "ended", i).choice(took, gone, replace=False)))
    at = np.concatenate(rows)
    return Tags(household[at], person[at], np.array(groups), _YEAR - age[at], np.concatenate(ended))


def table(sketch: Sketch, t: Tags, codes: np.ndarray, last_visit: np.ndarray, seed: int) -> pd.DataFrame:
    """Date the records; the next visit follows the last one recorded (NaT = none in the ninety days)."""
    rng = dice(seed, "tagdates")
    n = len(t.group)
    today = np.datetime64(sketch.as_of.date(), "D")
    since = today - np.where(rng.random(n) < 0.035, rng.integers(0, 30, n), rng.integers(30, 1000, n)).astype(
        "timedelta64[D]"
    )
    since = np.where(t.ended, np.minimum(since, today - np.timedelta64(90, "D")), since)
    until = np.where(t.ended, today - rng.integers(0, 60, n).astype("timedelta64[D]"), np.datetime64("NaT"))
    cycle = np.where(np.isin(t.group, MONTHLY), 30, 90)
    seen = last_visit[t.household].astype("datetime64[D]")
    monthly = cycle == 30
    none = np.where(
        monthly,
        today - rng.integers(1, 25, n),
        today + np.where(rng.random(n) < 0.03, -rng.integers(1, 20, n), rng.integers(0, 80, n)),
    )
    visit = np.where(np.isnat(seen), none.astype("datetime64[D]"), seen + cycle.astype("timedelta64[D]"))
    fresh = since > today - np.timedelta64(30, "D")
    visit = np.where(fresh & (visit < today), since + np.timedelta64(30, "D"), visit)
    visit = np.where(np.isnat(until), visit, np.datetime64("NaT"))
    order = np.argsort(t.household * 10 + t.person, kind="stable")
    source = rng.choice(["入户走访", "部门比对", "本人申报"], n, p=[0.55, 0.33, 0.12])
    return pd.DataFrame(
        {
            "code": [f"T{i + 1:06d}" for i in range(n)],
            "resident": [f"{codes[h]}-{p + 1}" for h, p in zip(t.household[order], t.person[order], strict=True)],
            "household": codes[t.household[order]],
            "birth_year": t.birth[order],
            "group": t.group[order],
            "source": source[order],
            "valid_from": since[order].astype("datetime64[s]"),
            "valid_to": until[order].astype("datetime64[s]"),
            "visit_due": visit[order].astype("datetime64[s]"),
        }
    )
