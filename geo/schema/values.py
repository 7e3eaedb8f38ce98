"""The values each kind of table may hold: one pandera schema per kind, all faults in one go."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo.model.profile import Profile
from geo.model.status import CARDS, CHAIN, PASSES, SIDE
from geo.schema.kinds import Kind

MISSING, TWICE, RANGE = "required", "duplicate", "value"
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0  # China
SEVERITIES = ("一般", "较重", "重大", "紧急")
DISPATCHES = ("智能", "人工", "自办")
RATINGS = ("满意", "基本满意", "不满意", "未评")
CALLBACKS = ("有效", "无效", "未回访")
VISITS = ("月循环", "九色", "五必访", "临时")
STEPS, FLOORS, HOUSE_PEOPLE = 5, 120, 999
ITEMS = 57  # 57 小项 of a community (seed 000)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that breaks the schema: position in the frame, column, value, code and what was expected."""

    at: int | None
    column: str
    value: object
    code: str
    message: str


def check(kind: Kind, frame: pd.DataFrame, profile: Profile) -> list[Finding]:
    """Hold a typed frame against the schema of its kind.

    Parameters
    ----------
    kind
        What the rows are.
    frame
        Columns of the kind, already read by geo.schema.coerce; index 0..n-1. Columns that the file
        does not have are absent; a required one must be present.
    profile
        Names sources and groups.

    Returns
    -------
    findings
        Every faulty cell; empty when all is well.
    """
    try:
        schema(kind, profile).validate(frame, lazy=True)
    except SchemaErrors as faults:
        return [_finding(case) for case in faults.failure_cases.to_dict("records")]
    return []


def schema(kind: Kind, profile: Profile) -> pa.DataFrameSchema:
    """Make the schema of a kind; types are read before, so it says presence, uniqueness and values."""
    checks = _checks(profile).get(kind.key, {})
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                nullable=not field.required,
                required=field.required,
                unique=field.name == "code",
                report_duplicates="exclude_first",
                checks=checks.get(field.name, []),
            )
            for field in kind.fields
        },
        unique=list(kind.keyed) or None,
        report_duplicates="exclude_first",
    )


def _finding(case: dict[Any, Any]) -> Finding:
    at, rule, value = case["index"], str(case["check"]), case["failure_case"]
    position = None if at is None or at != at else int(at)  # noqa: PLR0124 - NaN
    column = str(case["column"])
    if rule == "not_nullable":
        return Finding(position, column, None, MISSING, "不能为空")
    if rule == "column_in_dataframe":
        return Finding(None, str(value), None, MISSING, "缺少这一列")
    if "uniqueness" in rule or rule == "multiple_fields_uniqueness":
        return Finding(position, column, value, TWICE, "与前面的行重复")
    return Finding(position, column, value, RANGE, rule)


def _between(low: float, high: float, unit: str = "") -> list[pa.Check]:
    return [pa.Check.in_range(low, high, error=f"应在 {low:g} 到 {high:g}{unit} 之间")]


def _words(*words: str) -> list[pa.Check]:
    return [pa.Check.isin(words, error=f"应为{'、'.join(words)}之一")]


def _matches(pattern: str, expected: str) -> list[pa.Check]:
    return [pa.Check.str_matches(pattern, error=f"应为{expected}")]


def _since(day: str) -> pa.Check:
    return pa.Check.ge(pd.Timestamp(day), error=f"时间早于 {day[:4]} 年")


def _checks(profile: Profile) -> dict[str, dict[str, list[pa.Check]]]:
    count = _between(0, 10_000_000)
    lonlat = {"lon": _between(WEST, EAST, " 度（经度）"), "lat": _between(SOUTH, NORTH, " 度（纬度）")}
    times = [_since("2000-01-01")]
    return {
        "grid": {"households": count, "people": count, "posts": count, "zone": _matches(r"\d{6}-Z\d+$", "片区编码")},
        "compound": {"step": _between(0, STEPS), "five_have": _matches(r"[01]{1,5}$", "五位 0/1")},
        "building": {"floors": _between(0, FLOORS), "units": count},
        "center": {**lonlat, "code": _matches(r"DQ\d{12}$", "DQ 加 12 位社区编码"), "staff_n": _between(0, 999)},
        "staff": {"valid_from": [_since("1970-01-01")]},
        "star_item": {"no": _between(1, ITEMS), "state": _words(*PASSES)},
        "star_card": {"card": _words(*CARDS), "valid_from": times, "valid_to": times},
        "household": {**lonlat, "people": _between(0, HOUSE_PEOPLE), "verified_at": times},
        "tag": {
            "birth_year": _between(1890, 2100),
            "valid_from": [_since("1900-01-01")],
            "visit_due": times,
        },
        "event": {
            **lonlat,
            "status": _words(*CHAIN, *SIDE),
            "source": _words(*profile.sources),
            "severity": _words(*SEVERITIES),
            "dispatch": _words(*DISPATCHES),
            "rating": _words(*RATINGS),
            "callback": _words(*CALLBACKS),
            **dict.fromkeys(("reported_at", "filed_at", "feedback_at", "due_at", "closed_at"), times),
        },
        "visit": {"at": times, "kind": _words(*VISITS)},
        "patrol": {**lonlat, "at": times, "found": _between(0, 9999)},
        "note": {**lonlat, "at": times},
    }
