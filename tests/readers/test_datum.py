"""Declared systems, swapped axes, and systems that are not what they say."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from data.readers import datum
from geo.model.errors import BadInput
from tests.worlds import cell, event, gbk_csv, micro_cells, middles

CODES = sorted(micro_cells())
METRE = 1 / 111_000


def points(transform=lambda x, y: (x, y)):
    xy = np.array([middles()[CODES[i % 8]] for i in range(20)])
    return np.column_stack(transform(xy[:, 0], xy[:, 1]))


def events(path, xy, **more):
    gbk_csv(path / "事件.csv", [event(i, *place, **more) for i, place in enumerate(xy)])
    return path / "事件.csv"


@given(lon=st.floats(75, 134), lat=st.floats(5, 53))
def test_gcj02_there_and_back_is_below_a_millimetre(lon, lat):
    x, y = np.array([lon]), np.array([lat])
    back = datum.from_gcj02(*datum.to_gcj02(x, y))
    assert abs(back[0] - x)[0] < METRE / 1000
    assert abs(back[1] - y)[0] < METRE / 1000


def test_gcj02_lies_about_six_hundred_metres_off_here():
    x, y = datum.to_gcj02(np.array([113.29]), np.array([34.80]))
    east, north = (x[0] - 113.29) / METRE * np.cos(np.radians(34.8)), (y[0] - 34.80) / METRE
    assert 550 < np.hypot(east, north) < 650


def test_a_declared_gcj02_is_undone(tmp_path, staged):
    good = staged(events(tmp_path, points(datum.to_gcj02)), datum="GCJ-02").tables[0].good
    assert np.allclose(good[["lon", "lat"]], points(), atol=METRE / 100)
    assert (good["placed"] == "落格").all()


def test_an_undeclared_gcj02_is_suspected(tmp_path, staged):
    faults = staged(events(tmp_path, points(datum.to_gcj02)), datum="WGS84").all_faults
    assert any(fault.code == "datum?" and "GCJ-02" in fault.message and not fault.drops for fault in faults)
    assert not any(fault.code == "datum?" for fault in staged(events(tmp_path, points())).all_faults)


def test_a_file_may_have_its_own_system(tmp_path, staged):
    path = events(tmp_path, points(datum.to_gcj02))
    good = staged(path, datum={"*": "WGS84", "事件.csv": "GCJ-02"}).tables[0].good
    assert np.allclose(good[["lon", "lat"]], points(), atol=METRE / 100)


def test_metres_of_4547_land_in_degrees(tmp_path, staged):
    there = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    good = staged(events(tmp_path, points(there.transform)), datum="EPSG:4547").tables[0].good
    assert np.allclose(good[["lon", "lat"]], points(), atol=1e-8)


def test_two_swapped_columns_are_put_right_and_told(tmp_path, staged):
    table = staged(events(tmp_path, points()[:, ::-1])).tables[0]
    assert np.allclose(table.good[["lon", "lat"]], points())
    assert any("写反" in note for note in table.notes)


def test_one_swapped_row_is_a_fault(tmp_path, staged):
    xy = points()
    xy[3] = xy[3][::-1]
    staging = staged(events(tmp_path, xy))
    assert {(fault.row, fault.code) for fault in staging.all_faults if fault.drops} >= {(5, "swapped")}
    assert len(staging.tables[0].good) == 19


@pytest.mark.parametrize("name", ["火星", "EPSG:999999", "北京54", ""])
def test_an_unknown_system_is_refused(name):
    with pytest.raises(BadInput, match="坐标系"):
        datum.canonical(name)


@pytest.mark.parametrize(
    ("name", "code"), [("wgs84", "EPSG:4326"), ("国家2000", "EPSG:4490"), ("4547", "EPSG:4547"), ("gcj02", "GCJ-02")]
)
def test_names_of_systems(name, code):
    assert datum.canonical(name) == code


def test_a_point_just_outside_takes_the_nearest_grid_and_one_far_out_none(tmp_path, staged):
    near, far = (113.2 - 10 * METRE, 34.8075), (113.2 - 200 * METRE, 34.8075)
    table = staged(events(tmp_path, [near, far, middles()[CODES[0]]])).tables[0]
    assert table.good["placed"].tolist() == ["待核", "未落格", "落格"]
    assert table.good["micro"].iloc[0] == CODES[0]
    assert table.good["micro"].isna().tolist() == [False, True, False]
    assert [fault.row for fault in table.faults] == [2, 3]
    assert not any(fault.drops for fault in table.faults)


def test_a_border_point_takes_the_lowest_code(tmp_path, staged):
    corner = shapely.get_coordinates(cell(1, 1))[2]  # where four cells meet
    assert staged(events(tmp_path, [corner])).tables[0].good["micro"].tolist() == [CODES[0]]
