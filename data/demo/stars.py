"""57 项 of 41 communities and the cards hung on fourteen of them; every state and reason is made up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.sketch import Sketch, dice

COMMUNITIES, ITEMS = 41, 57  # (seed 000) 41 创星社区, 10 大项 57 小项
GROUPS = (6, 6, 6, 6, 6, 6, 6, 5, 5, 5)  # 小项 of each 大项; what the ten are was never published
NUMERALS = "一二三四五六七八九十"
HUNG = (("黄", 6), ("橙", 7), ("红", 1))  # (seed 000)
PASS_RATE = {"": 0.985, "黄": 0.93, "橙": 0.87, "红": 0.75}
WORKED_ON = 0.7  # of what is not passed: already being mended
DEPTS = ("镇街", "民政", "城市管理", "住房城建", "综合执法", "消防救援", "司法所", "文化体育", "社区")
REASONS = {
    "黄": ("个别小项整改逾期", "台账更新不及时"),
    "橙": ("多个小项连续两月未达标", "观摩点评靠后，整改进展慢"),
    "红": ("多个小项连续三月未达标，已约谈",),
}
TAKEN_OFF = 5  # cards that hung before and are off again


@dataclass
class Stars:
    """Rows of `star_item` and `star_card`, as docs/house.md, section 2."""

    item: pd.DataFrame
    card: pd.DataFrame


def stars(sketch: Sketch, grids: pd.DataFrame, seed: int) -> Stars:
    """Take the 41 largest town communities; those with a card pass fewer of their items."""
    rng = dice(seed, "stars")
    towns = grids[(grids["level"] == "二级") & (grids["kind"] == "城市社区")]
    towns = towns.sort_values(["households", "code"], ascending=[False, True], kind="stable").head(COMMUNITIES)
    codes = np.sort(towns["code"].to_numpy(dtype=str))
    order = rng.permutation(len(codes))
    colours = np.repeat([word for word, _ in HUNG], [n for _, n in HUNG])
    held = {str(codes[at]): str(word) for at, word in zip(order, colours, strict=False)}
    freed = [str(codes[at]) for at in order[len(colours) : len(colours) + TAKEN_OFF]]
    return Stars(_items(codes, held, rng), _cards(sketch, held, freed, rng))


def _items(codes: np.ndarray, held: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    group = np.repeat([f"第{NUMERALS[n]}大项" for n in range(len(GROUPS))], GROUPS)
    dept = np.array(DEPTS)[rng.integers(0, len(DEPTS), ITEMS)]
    rows = []
    for code in codes:
        passed = rng.random(ITEMS) < PASS_RATE[held.get(str(code), "")]
        worked = rng.random(ITEMS) < WORKED_ON
        state = np.where(passed, "达标", np.where(worked, "整改中", "未达标"))
        rows.append(
            pd.DataFrame({"l2": code, "no": np.arange(1, ITEMS + 1), "group": group, "dept": dept, "state": state})
        )
    return pd.concat(rows, ignore_index=True)


def _cards(sketch: Sketch, held: dict[str, str], freed: list[str], rng: np.random.Generator) -> pd.DataFrame:
    today = np.datetime64(sketch.as_of.date(), "D")
    rows: list[tuple[str, str, str, np.datetime64, np.datetime64]] = []
    for code, word in sorted(held.items()):
        hung = today - np.timedelta64(int(rng.integers(8, 150)), "D")
        rows.append((code, word, str(rng.choice(REASONS[word])), hung, np.datetime64("NaT")))
    for code in sorted(freed):
        off = today - np.timedelta64(int(rng.integers(3, 60)), "D")
        hung = off - np.timedelta64(int(rng.integers(30, 90)), "D")
        rows.append((code, "黄", str(rng.choice(REASONS["黄"])), hung, off))
    rows.sort(key=lambda row: (row[3], row[0]))
    table = pd.DataFrame(rows, columns=["l2", "card", "reason", "valid_from", "valid_to"])
    table.insert(0, "code", [f"GP{n + 1:04d}" for n in range(len(rows))])
    return table.astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})
