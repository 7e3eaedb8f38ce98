"""No file of 会议 or 公开 shows or gives away a count of 1 to k-1 people."""

import re
import zipfile
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.codes import Level
from geo.model.errors import NotAllowed
from geo.model.scope import Role, Tier
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.render.sheet import Material, compose
from geo.render.write.docx import write_docx
from geo.render.write.html import write_html
from geo.render.write.pptx import write_pptx
from geo.render.write.story import story
from geo.render.write.xlsx import write_xlsx
from geo.rules.nine import published
from geo.rules.period import hidden
from geo.rules.publish import Told, community_totals, exported, masked, nine_table, permit
from geo.rules.suppress import WIDTH, audit
from tests.rules.world import DISTRICT, L2S, X0, World, scope
from tests.sheet.conftest import TICKET

K = 10
OPEN = (Mode.MEETING, Mode.PUBLIC)
COUNTS = st.lists(st.integers(0, 25), min_size=4, max_size=4)


def world(*groups):
    codes = ("g0", "g1", "g6", "g8")
    return World(the_tags=pd.DataFrame(dict(zip(codes, groups, strict=True)), index=pd.Index(L2S, name="l2")))


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_the_table_of_a_file_gives_nothing_away(one, two, three):
    made = world(one, two, [3, 1, 2, 4], three)
    shown = {(role, mode): nine_table(made, scope(role), mode) for role in Role for mode in OPEN}
    for table in shown.values():
        values = table.drop(columns="level").to_numpy(dtype=object).ravel()
        assert not any(0 < value < K for value in values if not pd.isna(value))
        assert "g6" not in table
    # All files of the period together: somebody who has every one of them knows no more.
    union = {}
    for table in shown.values():
        for code, row in table.drop(columns="level").iterrows():
            known = union.setdefault(code, row)
            assert all(pd.isna(a) == pd.isna(b) and (pd.isna(a) or a == b) for a, b in zip(known, row, strict=True))
    atoms = made.the_tags[["g0", "g1", "g8"]].groupby(lambda code: code[:9]).sum()
    rows = {
        DISTRICT: frozenset(atoms.index),
        "410106-Z1": frozenset(["410106001"]),
        "410106-Z2": frozenset(["410106002"]),
        "410106001": frozenset(["410106001"]),
        "410106002": frozenset(["410106002"]),
    }
    table = pd.DataFrame(union).T[["g0", "g1", "g8"]]
    assert audit(atoms, {code: rows[code] for code in table.index}, table, k=K) == []


@settings(max_examples=15, deadline=None)
@given(COUNTS, COUNTS)
def test_office_files_hold_no_small_count(one, two):
    made = world(one, two, [1, 1, 1, 1], [0, 0, 0, 0])
    for mode in OPEN:
        rows = Material(made, scope(), mode, 30)
        spec = SheetSpec(ViewSpec(DISTRICT), mode=mode, review="豫S(2026)001号")
        told = story(rows, spec, TICKET)
        assert not any(0 < int(n) < K for n in told.nine.to_numpy().ravel() if not pd.isna(n))
        sheet = pd.read_excel(BytesIO(write_xlsx(rows, spec, TICKET)), sheet_name="九色", engine="calamine")
        numbers = pd.to_numeric(pd.Series(sheet.to_numpy()[:, 1:].ravel()), errors="coerce").dropna()
        assert not ((numbers > 0) & (numbers < K)).any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(COUNTS, COUNTS, st.sampled_from(OPEN)), min_size=2, max_size=4))
def test_files_of_a_month_show_one_set_of_numbers(exports):
    kept, shown = {}, []
    for one, two, mode in exports:
        told = Told("2026-11", kept.get)
        shown.append(nine_table(world(one, two, [1, 1, 1, 1], two), scope(), mode, told))
        for name, table in told.shown.items():
            kept.setdefault(name, table)
    first = shown[0]
    for later in shown[1:]:
        for code in first.index.intersection(later.index):
            for group in set(later) & set(first) - {"level"}:
                a, b = first.loc[code, group], later.loc[code, group]
                assert pd.isna(a) == pd.isna(b)
                assert pd.isna(a) or a == b
    fresh = Told("2026-12", kept.get)
    one, two, mode = exports[-1]
    made = world(one, two, [1, 1, 1, 1], two)
    pd.testing.assert_frame_equal(nine_table(made, scope(), mode, fresh), nine_table(made, scope(), mode))


def test_what_a_month_has_not_told_stays_hidden_until_the_next():
    kept = {"2026-11 nine k10": {DISTRICT: {"g0": 120}}}
    table = nine_table(
        world([40, 30, 30, 30], [20, 20, 20, 20], [0] * 4, [0] * 4), scope(), Mode.MEETING, Told("2026-11", kept.get)
    )
    assert table.loc[DISTRICT, "g0"] == 120
    assert table.drop(columns="level").notna().to_numpy().sum() == 1


def test_what_was_hidden_this_morning_is_not_told_tonight():
    """7 in one street are hidden, and with them what gives them back; three people later both could be told."""
    morning = nine_table(world([7, 0, 15, 0], *[[0] * 4] * 3), scope(), Mode.INTERNAL)
    back = hidden(morning.drop(columns="level"))
    assert ("410106001", "g0") in back
    assert len(back) > 1
    evening = world([10, 0, 15, 0], *[[0] * 4] * 3)
    assert nine_table(evening, scope(), Mode.INTERNAL)["g0"].notna().all(), "by itself it is harmless"
    evening.the_hidden = back
    for mode in Mode:
        later = nine_table(evening, scope(), mode, Told("2026-11", lambda _key: None))
        assert later.loc[[code for code, _ in back if code in later.index], "g0"].isna().all()
    assert published(evening, scope(Role.STREET))["g0"].notna().any(), "who sees homes sees them as ever"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(COUNTS, COUNTS, st.sampled_from([None, *OPEN])), min_size=2, max_size=5))
def test_screens_and_files_of_a_month_are_never_subtracted(sights):
    """A screen (None) follows the data, files repeat the first; no later sight shows a cell that an earlier one hid."""
    back, kept, seen = frozenset(), {}, []
    for one, two, mode in sights:
        made = world(one, two, [1, 1, 1, 1], two)
        made.the_hidden = back
        back |= hidden(published(made, scope()).drop(columns="level"))  # scene.hold_back, before anything is shown
        made.the_hidden = back
        if mode is None:
            table = published(made, scope())
        else:
            told = Told("2026-11", kept.get)
            table = nine_table(made, scope(), mode, told)
            for name, first in told.shown.items():
                kept.setdefault(name, first)
        table = table.drop(columns="level")
        assert not any(0 < n < K for n in table.to_numpy(dtype=object).ravel() if not pd.isna(n))
        seen.append((mode, table))
    first_file = next((n for n, (mode, _) in enumerate(seen) if mode is not None), len(seen))
    for n, (mode, later) in enumerate(seen):
        # A file repeats its month's first numbers: what it may show was decided with the first one.
        for _, earlier in seen[: n if mode is None else min(n, first_file)]:
            both = later.index.intersection(earlier.index)
            told_later, told_before = later.loc[both].notna(), earlier.loc[both].notna()
            assert not (told_later & ~told_before).any().any()


def test_files_over_other_small_counts_are_the_same_to_the_byte():
    """Charts, the workbooks inside them, tables, rows of the web map: nothing knows 3 from 2."""
    for mode in OPEN:
        spec = SheetSpec(ViewSpec(DISTRICT), mode=mode, review="豫S(2026)001号")
        bodies = []
        for few in ([3, 0, 2, 0], [2, 0, 3, 0]):
            made = world(few, few, few, few)
            rows = Material(made, scope(), mode, 30)
            bodies.append(
                (
                    *(write(rows, spec, TICKET) for write in (write_pptx, write_docx, write_xlsx)),
                    write_html(rows, spec, TICKET, store=made, script="", sheet=""),
                )
            )
        assert bodies[0] == bodies[1]
        parts = zipfile.ZipFile(BytesIO(bodies[0][0]))
        books = [name for name in parts.namelist() if name.endswith(".xlsx")]
        assert books
        for name in books:  # of the charts: only what the chart shows
            held = pd.read_excel(BytesIO(parts.read(name)), sheet_name=None, engine="calamine")
            assert len(held) == 1


def test_community_totals_hide_small_ones_and_what_gives_them_back():
    table = community_totals(World(), scope(), Mode.PUBLIC)
    shown = table["persons"].dropna()
    assert not ((shown > 0) & (shown < K)).any()
    assert {Level.DISTRICT.value, Level.L2.value} <= set(table["level"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(2, 12))
def test_hexagons_hide_small_cells_and_never_one_alone(counts, k):
    numbers = np.array(counts)
    hide = masked(numbers, k)
    assert hide[(numbers > 0) & (numbers < k)].all()
    assert not hide[numbers == 0].any()
    if hide.any() and hide.sum() < (numbers > 0).sum():  # else nothing is told of anybody
        # Who knows the sum and every shown count finds each hidden one between 1 and this:
        highest = numbers[hide].sum() - (hide.sum() - 1)
        assert hide.sum() >= 2
        assert highest >= k
        assert highest - 1 >= WIDTH


def test_nobody_prints_with_finer_eyes_than_the_mode_allows():
    for role in Role:
        assert exported(scope(role), Mode.MEETING).tier is Tier.T0
        assert exported(scope(role), Mode.PUBLIC).tier is Tier.T0
        assert exported(scope(role), Mode.INTERNAL).tier <= min(scope(role).tier, Tier.T1)
        assert exported(scope(role, "410106001"), Mode.INTERNAL).root == "410106001"


def test_a_mode_asks_for_what_it_needs():
    with pytest.raises(NotAllowed, match="用途"):
        permit(SheetSpec(ViewSpec(DISTRICT), mode=Mode.INTERNAL))
    with pytest.raises(NotAllowed, match="审图号"):
        permit(SheetSpec(ViewSpec(DISTRICT), mode=Mode.PUBLIC, review="  "))
    permit(SheetSpec(ViewSpec(DISTRICT), mode=Mode.INTERNAL, reason="会议"))
    with pytest.raises(NotAllowed):
        compose(Material(World(), scope(), Mode.PUBLIC, 30), SheetSpec(ViewSpec(DISTRICT), mode=Mode.PUBLIC))


def test_public_files_get_no_single_event_and_no_sign_of_persons():
    rows = Material(World(), scope(), Mode.PUBLIC, 30)
    assert len(rows.layer("events")) == 0
    assert len(rows.layer("nine")) == 0
    assert set(rows.nine["level"]) == {Level.DISTRICT.value, Level.ZONE.value}
    meeting = Material(World(), scope(Role.GRID_WORKER, L2S[0]), Mode.MEETING, 30)
    assert len(meeting.layer("events")) > 0
    shown = meeting.layer("events").geometry
    assert round(shown["E1"].x - X0) == 100, "public space: at its place"
    assert round(shown["E2"].x - X0) == 200, "a home: in the middle of its grid"


def test_people_out_of_reach_are_told_in_tens_and_the_share_follows():
    table = Material(World(), scope(), Mode.MEETING, 30).facts.table
    for row in table.to_dict("records"):
        if pd.notna(row["outside"]):
            assert row["outside"] % 10 == 0
        else:
            assert pd.isna(row["covered"])


def test_no_text_or_address_of_an_event_reaches_an_office_file():
    rows = Material(World(), scope(Role.STREET), Mode.INTERNAL, 30)
    spec = SheetSpec(ViewSpec(DISTRICT), mode=Mode.INTERNAL, reason="试")
    for body in (write_pptx(rows, spec, TICKET), write_docx(rows, spec, TICKET), write_xlsx(rows, spec, TICKET)):
        with zipfile.ZipFile(BytesIO(body)) as package:
            told = "".join(
                package.read(name).decode("utf-8", "ignore") for name in package.namelist() if name.endswith(".xml")
            )
        assert "某楼某室" not in told
        assert not re.search(r"\bP[123]\b.*演示[甲乙丙]", told)
