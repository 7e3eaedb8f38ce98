"""Confirm, change, undo: one transaction each, nothing in between."""

from datetime import datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import text

from data import audit, open_store
from data.batches import batches
from data.loading import confirm, undo
from data.readers.stage import stage
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Role, Scope
from tests.worlds import cell, event, gbk_csv, gdf, micro_cells, middles

ME = Scope("me", Role.GRID_WORKER, "410106")


def load_events(store, tmp_path, rows, **options):
    gbk_csv(tmp_path / "事件.csv", rows)
    staging = stage([tmp_path / "事件.csv"], datum="CGCS2000", store=store)
    return confirm(store, staging, "me", synthetic=True, **options)


def content(store):
    """Everything a load may change, without the store's own marks."""
    with store.reading() as db:
        names = ["grid", "event", "household", "resident", "resident_tag", "building", "visit", "patrol", "staff"]
        frames = {name: pd.read_sql(text(f"SELECT * FROM {name} ORDER BY rid"), db) for name in names}
    return {name: frame.drop(columns=["row_version", "updated_at"]) for name, frame in frames.items()}


def test_staging_stores_nothing(store, tmp_path):
    before = store.version()
    gbk_csv(tmp_path / "事件.csv", [event(19, *middles()["410106001001001001"])])
    stage([tmp_path / "事件.csv"], datum="CGCS2000", store=store)
    assert store.version() == before
    assert len(store.events(ME)) == 10


def test_a_known_code_is_changed_and_a_new_one_added(store, tmp_path):
    place = middles()["410106001001001001"]
    batch = load_events(store, tmp_path, [event(1, *place, 状态="办结"), event(19, *place)])
    events = store.events(ME)
    assert len(events) == 11
    assert events["status"]["EV2026110100100001"] == "办结"
    row = batches(store).iloc[0]
    assert (row["批号"], row["新增"], row["更新"], row["状态"]) == (batch, 1, 1, "已入库")


def test_undo_brings_back_what_was(store, tmp_path):
    before = content(store)
    batch = load_events(store, tmp_path, [event(i, 113.2025, 34.8075, 内容="改了") for i in (1, 2, 19)])
    undo(store, batch, "me")
    after = content(store)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, after[name], obj=name)
    assert batches(store).iloc[0]["状态"] == "已撤销"


def test_undo_asks_for_the_newest_batch_and_only_once(store, tmp_path):
    first = load_events(store, tmp_path, [event(18, 113.2025, 34.8075)])
    second = load_events(store, tmp_path, [event(19, 113.2025, 34.8075)])
    with pytest.raises(BadInput, match=f"第 {second} 批"):
        undo(store, first, "me")
    undo(store, second, "me")
    with pytest.raises(BadInput, match="已经撤销"):
        undo(store, second, "me")
    with pytest.raises(NotFound):
        undo(store, 999, "me")


def moved_border(store, tmp_path):
    """Load a western neighbour that gives a strip to the eastern one."""
    left, right = sorted(micro_cells())[:2]
    rows = [
        {"编码": left, "名称": "微1", "层级": "微网格", "geometry": cell(0, 0, 0.5)},
        {"编码": right, "名称": "微2", "层级": "微网格", "geometry": cell(0.5, 0, 1.5)},
    ]
    gdf(rows).to_file(tmp_path / "网格.gpkg", layer="微网格", driver="GPKG")
    staging = stage([tmp_path / "网格.gpkg"], store=store)
    assert not [fault for fault in staging.all_faults if fault.drops]
    return left, confirm(store, staging, "me", synthetic=True)


def test_a_moved_border_keeps_its_history(store, tmp_path):
    left, batch = moved_border(store, tmp_path)
    now, yesterday = store.grids(ME, Level.MICRO), store.grids(ME, Level.MICRO, at=clock() - timedelta(days=1))
    assert now.geometry[left].area == pytest.approx(cell(0, 0).area / 2)
    assert yesterday.geometry[left].area == pytest.approx(cell(0, 0).area)
    assert len(now) == len(yesterday) == 8
    assert now["households"][left] == 10  # a column the file does not have stays
    undo(store, batch, "me")
    assert store.grids(ME, Level.MICRO).geometry[left].equals(yesterday.geometry[left])
    assert len(store.grids(ME, Level.MICRO, at=datetime(2020, 1, 1))) == 8


def test_a_moved_border_takes_along_what_stands_there_and_leaves_what_is_done(store, tmp_path):
    left, right = sorted(micro_cells())[:2]
    before = content(store)
    _, batch = moved_border(store, tmp_path)  # the middle of the left cell now lies on the shared border
    gdf(
        [
            {"编码": left, "名称": "微1", "层级": "微网格", "geometry": cell(0, 0, 0.4)},
            {"编码": right, "名称": "微2", "层级": "微网格", "geometry": cell(0.4, 0, 1.6)},
        ]
    ).to_file(tmp_path / "b.gpkg", layer="微网格", driver="GPKG")
    second = confirm(store, stage([tmp_path / "b.gpkg"], store=store), "me", synthetic=True)
    assert set(store.households(ME).loc[["H0", "H1"], "micro"]) == {right}
    assert store.buildings(ME).loc["B0", "micro"] == right
    assert store.tags(ME).loc["T0", "micro"] == right
    assert store.events(ME).loc["EV2026110100100000", "micro"] == left  # closed in its time
    assert len(store.tags(ME)) == 12
    undo(store, second, "me")
    undo(store, batch, "me")
    for name, frame in content(store).items():
        pd.testing.assert_frame_equal(frame, before[name], obj=name)


def test_demo_and_real_data_never_mix(store, tmp_path):
    gbk_csv(tmp_path / "事件.csv", [event(19, 113.2025, 34.8075)])
    staging = stage([tmp_path / "事件.csv"], datum="WGS84", store=store)
    with pytest.raises(BadInput, match="库中是演示数据"):
        confirm(store, staging, "me")
    assert len(store.events(ME)) == 10


def test_a_table_without_a_told_datum_is_not_stored(store, tmp_path):
    gbk_csv(tmp_path / "事件.csv", [event(19, 113.2025, 34.8075)])
    staging = stage([tmp_path / "事件.csv"], store=store)
    assert [table.file for table in staging.undeclared] == ["事件.csv"]
    with pytest.raises(BadInput, match="坐标系"):
        confirm(store, staging, "me", synthetic=True)


def test_a_failure_in_the_middle_stores_nothing(store, tmp_path):
    before, version = content(store), store.version()

    def stop(_share, _what):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_events(store, tmp_path, [event(i, 113.2025, 34.8075) for i in range(15, 25)], progress=stop)
    assert store.version() == version
    for name, frame in content(store).items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_every_command_leaves_a_line_and_the_trail_holds(store, tmp_path):
    batch = load_events(store, tmp_path, [event(19, 113.2025, 34.8075)])
    undo(store, batch, "me")
    with store.reading() as db:
        lines = db.execute(text("SELECT actor, action FROM audit ORDER BY seq")).all()
        assert lines == [("tests", "导入"), ("me", "导入"), ("me", "撤销导入")]
        assert audit.first_break(db) is None


def test_a_changed_line_of_the_trail_is_found(store, tmp_path):
    load_events(store, tmp_path, [event(19, 113.2025, 34.8075)])
    with store.engine.begin() as db:
        db.exec_driver_sql("DROP TRIGGER audit_no_update")
        db.exec_driver_sql("UPDATE audit SET actor = '别人' WHERE seq = 1")
    with store.reading() as db:
        assert audit.first_break(db) == 1


def test_reload_of_the_same_file_changes_nothing(store, tmp_path):
    rows = [event(i, *middles()[sorted(micro_cells())[i % 8]]) for i in range(10)]
    load_events(store, tmp_path, rows)
    assert batches(store).iloc[0][["新增", "更新"]].tolist() == [0, 0]


def test_residents_follow_their_tags():
    empty = open_store("sqlite://")
    assert empty.tags(ME).empty
