"""What the store answers: frames, scope, tier, time."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import open_store
from geo.model.codes import Level
from geo.model.errors import NotAllowed, NotFound
from geo.model.scope import Role, Scope
from tests.worlds import L2S, ZONE, micro_cells, small_store

WHOLE = "410106"
SINCE = datetime(2026, 1, 1)
PLACED = ("centers", "buildings", "compounds", "events", "households", "tags", "visits")


def scope(role=Role.GRID_WORKER, root=WHOLE):
    return Scope("test", role, root)


def test_every_level_has_its_grids(store):
    counts = {level: len(store.grids(scope(), level)) for level in Level}
    assert counts == dict(zip(Level, (1, 1, 1, 2, 4, 2, 8), strict=True))


def test_grids_are_in_4490_with_a_sorted_named_index(store):
    micro = store.grids(scope(), Level.MICRO)
    assert micro.crs == "EPSG:4490"
    assert micro.index.name == "code"
    assert list(micro.index) == sorted(micro_cells())
    assert micro.total_bounds == pytest.approx([113.2, 34.8, 113.22, 34.81])


def test_zone_and_sums_are_inherited(store):
    places = store.places(scope())
    assert set(places.loc[places["level"] == "micro", "zone"]) == {ZONE}
    assert places.loc[WHOLE, "households"] == 80
    assert places.loc[L2S[0], "people"] == 100


def test_a_frame_can_be_changed_without_touching_the_next(store):
    first = store.events(scope())
    first["status"] = "x"
    first.loc[first.index[0], "lon"] = 0.0
    second = store.events(scope())
    assert "x" not in set(second["status"])
    assert (second["lon"] > 100).all()


def test_a_kept_frame_is_dropped_when_another_process_writes(store):
    other = open_store(f"sqlite:///{store.path.as_posix()}")
    before = store.version()
    with other.command("someone", "test") as db:
        db.exec_driver_sql("UPDATE event SET status = '作废' WHERE code = 'EV2026110100100000'")
    other.close()
    assert store.version() != before
    assert store.events(scope())["status"]["EV2026110100100000"] == "作废"


@pytest.mark.parametrize("role", [Role.LEADER, Role.PLANNER, Role.ADMIN])
@pytest.mark.parametrize("read", ["households", "tags", "visits"])
def test_rows_of_persons_are_refused_below_t1(store, role, read):
    with pytest.raises(NotAllowed, match="不能查看"):
        getattr(store, read)(scope(role))


def test_restricted_groups_appear_from_t2_only(store):
    assert "special_care" not in set(store.tags(scope(Role.STREET))["group"])
    assert "special_care" in set(store.tags(scope(Role.GRID_WORKER))["group"])
    assert "special_care" not in store.tag_counts(scope(Role.LEADER)).columns


def test_a_private_event_has_no_address_at_t0(store):
    seen = store.events(scope(Role.LEADER))
    private = seen[seen["type"].str.startswith("07")]
    assert private["address"].isna().all()
    assert set(private["text"]) == {"房顶漏水"}
    own = store.events(scope(Role.STREET))
    assert own.loc[private.index, "address"].notna().all()


def test_counts_by_hand(store):
    visits = store.visit_counts(scope(Role.LEADER), since=SINCE)
    first = min(micro_cells())
    assert visits.loc[first].to_dict() == {
        "households_visited": 2,
        "visits": 4,
        "last_visit": pd.Timestamp("2026-11-08T10:00"),
        "due": 2,
        "overdue_tags": 1,
    }
    assert store.ledger_counts(scope()).loc[first].tolist() == [2, 1]
    assert store.patrol_counts(scope(), since=SINCE)["patrols"].tolist() == [1] * 8
    assert store.tag_counts(scope()).loc[L2S[0], "elder_alone"] == 2  # T8 was closed in June
    assert store.home_points(scope(Role.LEADER)).loc["B0", ["people", "households"]].tolist() == [3, 2]


def test_as_of_is_the_newest_record(store):
    assert store.as_of() == datetime(2026, 11, 20, 18)


def test_events_since(store):
    assert len(store.events(scope(), since=datetime(2026, 11, 6))) == 5


def test_a_root_that_does_not_exist_is_told(store):
    with pytest.raises(NotFound, match="410106009"):
        store.events(scope(root="410106009"))


def test_base_map_is_never_cut(store):
    assert len(store.streets(scope(root=L2S[0]))) == 1
    assert len(store.base(scope(root=L2S[0]))) == 1


ROOTS = [WHOLE, ZONE, "410106001", *L2S, "410106001001001", *sorted(micro_cells())]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(root=st.sampled_from(ROOTS), role=st.sampled_from([Role.STREET, Role.GRID_WORKER]), read=st.sampled_from(PLACED))
def test_no_read_answers_beyond_the_root(store, root, role, read):
    """Every row lies under the root, and nothing under the root is missing."""
    cut = getattr(store, read)(scope(role, root))
    whole = getattr(store, read)(scope(role))
    prefix = "" if root in {WHOLE, ZONE} else root
    expected = whole[whole["micro"].str.startswith(prefix)]
    assert list(cut.index) == list(expected.index)


@pytest.mark.parametrize("level", list(Level))
def test_grids_and_places_stay_under_the_root(store, level):
    own = store.grids(scope(root=L2S[1]), level)
    assert all(code.startswith(L2S[1]) for code in own.index)
    assert len(store.places(scope(root=L2S[1]))) == 1 + 2 + 1 + 4


def test_memory_and_file_answer_alike(store, tmp_path):
    memory = small_store(tmp_path, url="sqlite://")
    for level in Level:
        pd.testing.assert_frame_equal(
            pd.DataFrame(memory.grids(scope(), level)), pd.DataFrame(store.grids(scope(), level))
        )
    pd.testing.assert_frame_equal(memory.tags(scope()), store.tags(scope()))


def test_an_empty_store_answers_empty_frames():
    empty = open_store("sqlite://")
    assert empty.events(scope()).empty
    assert empty.grids(scope(), Level.MICRO).crs == "EPSG:4490"
    assert empty.visit_counts(scope(), since=SINCE).empty
    assert empty.tag_counts(scope()).empty
    assert not empty.synthetic()
