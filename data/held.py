"""What a period hid from leaders, as the trail tells: read with every table of people, written by data.published."""

import json

from sqlalchemy import Connection, select

from data.tables import Audit

HELD_BACK = "隐去"


def held_back(db: Connection, name: str) -> frozenset[tuple[str, str]]:
    """Cells (place, group) hidden so far under a key."""
    found: set[tuple[str, str]] = set()
    for text in db.scalars(select(Audit.object).where(Audit.action == HELD_BACK)):
        line = json.loads(text or "{}")
        if line.get("key") == name:
            found |= {(str(code), str(group)) for code, group in line["cells"]}
    return frozenset(found)
