"""What was planted can be found by grouping, as a leader would find it."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries
from scipy.spatial import cKDTree

from geo.rules.sla import due_days
from geo.rules.status import states
from geo.rules.workdays import CHINA

WAITING, DOING, OVERDUE, DONE = range(4)


@pytest.fixture(scope="session")
def events(district):
    """Events with state, community and day."""
    frame = district.event.copy()
    frame["state"] = states(frame, district.as_of)
    frame["l2"] = _place(district, "二级", frame)
    frame["l3"] = _place(district, "三级", frame)
    frame["day"] = (frame["reported_at"].dt.normalize() - pd.Timestamp("2026-08-24")).dt.days
    return frame


def _place(district, level, frame):
    areas = district.grid[district.grid["level"] == level]
    at, of = shapely.STRtree(areas.geometry.to_numpy()).query_nearest(
        shapely.points(frame["lon"], frame["lat"]), all_matches=False
    )
    out = np.empty(len(frame), dtype=object)
    out[at] = areas["name"].to_numpy()[of]
    return out


def _metres(frame):
    return (
        GeoSeries(shapely.points(frame["lon"], frame["lat"]), crs="EPSG:4490")
        .to_crs("EPSG:4547")
        .get_coordinates()
        .to_numpy()
    )


def test_ninety_days_of_twenty_two_thousand_events(events, district):
    assert len(events) == 22_000
    assert (events["day"].min(), events["day"].max()) == (0, 89)
    assert events["reported_at"].max() <= pd.Timestamp(district.as_of)
    assert events["code"].str.fullmatch(r"EV2026\d{4}\d{8}").all()


def test_open_and_overdue_today_are_a_working_load(events):
    assert 520 <= events["state"].isin([WAITING, DOING, OVERDUE]).sum() <= 720
    assert 40 <= (events["state"] == OVERDUE).sum() <= 62


def test_overdue_events_cluster_in_one_community(events):
    by = events[events["state"] == OVERDUE]["l2"].value_counts()
    assert by.index[0] == "聂寨社区"
    assert by.iloc[0] >= 4 * by.iloc[1]


def test_feedback_and_closing_meet_the_bulletins(events, district):
    counted = events["state"] >= 0
    due = due_days(events["reported_at"], 2, CHINA)
    cohort = counted & (due <= pd.Timestamp(district.as_of))
    assert 0.97 <= (events["feedback_at"] <= due)[cohort].mean() <= 0.99
    month = counted & (events["reported_at"] > pd.Timestamp(district.as_of) - pd.Timedelta(days=30))
    assert 0.91 <= (events["state"] == DONE)[month].mean() <= 0.95


def test_night_stalls_light_up_the_commercial_quarter_at_weekends(events):
    stalls = events[events["type"].isin(["0501", "0504"]) & (events["reported_at"].dt.hour >= 19)]
    weekend = stalls[stalls["reported_at"].dt.day_of_week >= 4]
    assert weekend["l2"].value_counts().index[0] == "盛世社区"
    assert (weekend["l2"] == "盛世社区").mean() > 0.35


def test_the_cloudburst_floods_the_railway_bridges_in_hours(events, district):
    water = events[events["type"] == "0403"]
    hours = water["reported_at"].dt.floor("h").value_counts()
    assert hours.index[0].date().isoformat() == "2026-09-29"
    wet = water[water["day"] == 36]
    rail = district.base[district.base["klass"] == "rail"].to_crs("EPSG:4547").geometry.iloc[0]
    assert (shapely.distance(shapely.points(_metres(wet)), rail) < 120).mean() > 0.9


def test_charging_cables_begin_in_mid_october(events):
    per_day = events[events["type"] == "0806"].groupby(events["day"] >= 45).size()
    assert per_day[True] > 1.5 * per_day[False]


def test_one_grid_has_too_many_households_for_one_worker(events, district):
    l3 = district.grid[district.grid["level"] == "三级"].set_index("code")
    workers = district.staff[district.staff["role"] == "网格员"]["grid"].value_counts()
    load = l3["households"] / workers.reindex(l3.index).fillna(1)
    worst = load.idxmax()
    assert l3.loc[worst, "name"].startswith("江南小镇")
    assert load.max() > 1.6 * load.drop(worst).max()
    assert (events["l3"] == l3.loc[worst, "name"]).sum() > 3 * len(events) / 412


def test_some_people_live_far_from_any_centre(district):
    homes, centers = _metres(district.household), _metres(district.center)
    far = cKDTree(centers).query(homes)[0] > 846
    share = 1 - district.household["people"][far].sum() / 197_399
    assert 0.9 <= share <= 0.97


MONTHLY = ["elder_alone", "disabled", "child_in_need", "serious_illness", "low_income"]


def test_the_unverified_community_is_hardly_visited(district):
    """Of the homes owed a visit every month, clearly fewer had one this month than elsewhere."""
    monthly = district.tag[district.tag["group"].isin(MONTHLY)]["household"]
    homes = district.household[district.household["code"].isin(monthly)]
    l2 = pd.Series(_place(district, "二级", homes), index=homes["code"])
    month = district.visit[district.visit["at"] >= district.visit["at"].max().to_period("M").to_timestamp()]
    rate = pd.Series(l2.index.isin(month["household"]), index=l2.index).groupby(l2).mean()
    assert rate["待核(第65个)"] < 0.9 * rate.median()
    assert (rate < rate["待核(第65个)"]).sum() <= 3, "few homes, so chance may put another small village lower"


def test_visits_and_patrols_are_recorded_one_by_one(district):
    assert 29_000 <= len(district.visit) <= 31_500
    assert 41_500 <= len(district.patrol) <= 43_500
    assert district.visit["household"].isin(district.household["code"]).all()
    assert district.patrol["staff"].dropna().isin(district.staff["code"]).all()


def test_notes_are_made_on_rounds_and_outnumber_events_by_three_and_a_half(district):
    assert 74_000 <= len(district.note) <= 80_000
    assert district.note["at"].is_monotonic_increasing
    assert district.note["at"].max() <= district.patrol["at"].max()
    assert district.note["staff"].isin(district.patrol["staff"]).all()


def test_nine_colours_follow_their_rates(district):
    active = district.tag[district.tag["valid_to"].isna()]
    per_thousand = active["group"].value_counts() / 197.399
    assert len(active) == 46_586
    assert 400 < len(district.tag) - len(active) < 700
    assert per_thousand.round(0).astype(int).to_dict() == {
        "migrant_tenant": 70, "party_member": 60, "elder_alone": 35, "veteran": 25, "disabled": 20,
        "serious_illness": 10, "low_income": 8, "special_care": 5, "child_in_need": 3,
    }  # fmt: skip


def test_next_visit_follows_the_last(district):
    tag = district.tag[district.tag["group"].isin(["elder_alone", "disabled"]) & district.tag["visit_due"].notna()]
    last = district.visit.groupby("household")["at"].max().dt.normalize()
    due = tag.set_index("household")["visit_due"]
    seen = due.index.isin(last.index)
    gap = (due[seen] - last.reindex(due.index[seen])).dt.days
    assert (gap == 30).mean() > 0.9


def test_every_person_is_made_up(district):
    assert district.staff["name"].str.startswith("演示").all()
    assert district.staff["name"].is_unique
    assert not {"name", "phone", "id"} & set(district.tag.columns) | {"name"} & set(district.household.columns)
