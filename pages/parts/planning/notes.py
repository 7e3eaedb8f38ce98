"""Comments on a plan for the screen: a table, what can be pinned to, and the counts the map shows."""

import pandas as pd

from data.plans import notes
from geo.model.scope import Scope
from pages.parts.planning import drawing, words
from pages.parts.planning.room import desk, plan_of


def pins(scope: Scope, plan: str) -> dict[str, int]:
    """Count the open comments of every unit."""
    plan_of(scope, plan)
    out: dict[str, int] = {}
    for note in notes.notes(desk(), plan):
        for key in note.units if not note.settled else ():
            out[key] = out.get(key, 0) + 1
    return out


def talk(scope: Scope, plan: str) -> list[dict[str, object]]:
    """List the open comments for the map, the newest first: seq units (ids alive, of the scope) who at text."""
    cov = desk().coverage(plan)
    out: list[dict[str, object]] = []
    for note in reversed(notes.notes(desk(), plan)):
        here = [key for key in note.units if key in cov.units and drawing.inside(cov, scope, key)]
        if not note.settled:
            said = {"seq": note.seq, "who": words.person(note.author), "at": f"{note.at:%m-%d %H:%M}"}
            out.append({**said, "units": here, "text": note.text})
    return out


def table(scope: Scope, plan: str) -> pd.DataFrame:
    """List the comments, open ones first: 时间 谁 网格 批注 状态; index the number of the comment."""
    plan_of(scope, plan)
    known = desk().coverage(plan).units
    found = sorted(notes.notes(desk(), plan), key=lambda note: (bool(note.settled), -note.seq))
    return pd.DataFrame(
        {
            "时间": [f"{note.at:%Y-%m-%d %H:%M}" for note in found],
            "谁": [words.person(note.author) for note in found],
            "网格": ["、".join(known[k].name if k in known else "已撤销的网格" for k in note.units) for note in found],
            "批注": [note.text for note in found],
            "状态": [f"{words.person(note.settled)}已处理" if note.settled else "未处理" for note in found],
        },
        index=pd.Index([note.seq for note in found], name="seq"),
    )


def open_ones(table_: pd.DataFrame) -> dict[int, str]:
    """Return number -> short words of the comments nobody has dealt with."""
    rows = table_[table_["状态"] == "未处理"]
    return {int(seq): f"{row['网格']}：{row['批注'][:24]}" for seq, row in rows.iterrows()}  # type: ignore[call-overload]  # numbers


def places(scope: Scope, plan: str) -> dict[str, str]:
    """Id -> name with the unit above, of what the asker may pin to."""
    cov = desk().coverage(plan)
    out = {}
    for key in drawing.keys_of(cov, scope):
        unit = cov.units[key]
        above = cov.units.get(unit.parent or "")
        out[key] = f"{unit.name}（{above.name}）" if above else unit.name
    return out


def add(scope: Scope, plan: str, units: list[str], text: str) -> None:
    """Pin a comment."""
    plan_of(scope, plan)
    notes.add(desk(), scope, plan, units, text)


def settle(scope: Scope, plan: str, seq: int) -> None:
    """Mark a comment as dealt with."""
    plan_of(scope, plan)
    notes.settle(desk(), scope, plan, seq)
