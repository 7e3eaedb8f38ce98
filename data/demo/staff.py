"""Posts and people of the grids; every name is a made-up 演示 name."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.sketch import Sketch, dice

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
HOUSEHOLDS_PER_WORKER = 300  # norm of the demo (proposal); sets the planned posts


@dataclass
class Staff:
    """Table of people at their grids, and planned posts per grid code."""

    table: pd.DataFrame
    posts: dict[str, int]


def staff(sketch: Sketch, grids: pd.DataFrame, crowded: str, seed: int) -> Staff:
    """Leads of every tier and workers of L3; some posts stay empty, more of them in the overloaded grid."""
    rng = dice(seed, "staff")
    rows: list[tuple[str, str]] = []
    posts: dict[str, int] = {}
    lead = {
        "一级": "一级网格长",
        "二级": "二级网格长",
        "三级": "三级网格长",
        "专属": "专属网格长",
        "微网格": "微网格长",
    }
    empty = {"一级": 0.0, "二级": 0.0, "三级": 0.0, "专属": 0.05, "微网格": 0.035}
    for code, level, households in zip(grids["code"], grids["level"], grids["households"], strict=True):
        if level not in lead:
            continue
        workers = max(1, -(-households // HOUSEHOLDS_PER_WORKER)) if level == "三级" else 0
        posts[code] = 1 + workers
        if rng.random() >= empty[level]:
            rows.append((lead[level], code))
        filled = 1 if code == crowded else sum(int(rng.random() > 0.04) for _ in range(workers))
        rows += [("网格员", code)] * filled
    n = len(rows)
    pick = rng.permutation(n)
    name = [f"演示{_STEMS[int(i) % 10]}{_BRANCHES[int(i) // 10 % 12]}{int(i) // 120 + 1:02d}" for i in pick]
    since = np.datetime64(sketch.as_of.date(), "D") - rng.integers(20, 1500, n).astype("timedelta64[D]")
    table = pd.DataFrame(
        {
            "code": [f"P{i + 1:05d}" for i in range(n)],
            "name": name,
            "role": [r[0] for r in rows],
            "grid": [r[1] for r in rows],
            "valid_from": since.astype("datetime64[s]"),
        }
    )
    return Staff(table, posts)


_TOPICS = (
    "消防通道联合清理",
    "充电桩进小区",
    "错时停车共享",
    "双职工子女托管",
    "义诊进楼院",
    "夜间巡逻联勤",
    "雨污管网排查",
    "助老餐厅共建",
    "普法讲堂",
    "闲置场地开放",
)


def pairings(dedicated: pd.DataFrame, micro: pd.DataFrame, seed: int, n: int = 120) -> pd.DataFrame:
    """双格联建: a dedicated grid with a lived-in micro grid of the same community."""
    rng = dice(seed, "pairing")
    lived = micro[micro["households"] > 0]
    by_l2 = {code: rows["code"].to_numpy() for code, rows in lived.groupby(lived["code"].str[:12])}
    rows: list[tuple[str, str, str]] = []
    for code in rng.permutation(dedicated["code"].to_numpy()):
        if len(rows) == n:
            break
        near = by_l2.get(str(code)[:12])
        if near is not None and len(near):
            rows.append((str(code), str(rng.choice(near)), str(rng.choice(_TOPICS))))
    return pd.DataFrame(sorted(rows), columns=["dedicated", "micro", "topic"])
