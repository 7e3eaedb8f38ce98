"""What is found when tables are held against each other: headers, codes, borders, references."""

from datetime import datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from data import open_store
from data.loading import confirm, undo
from data.readers.match import map_columns, plain
from data.readers.stage import stage
from data.readers.staging import Cancelled
from data.writers.report import write_report
from geo.model.errors import BadInput
from geo.model.scope import Role, Scope
from geo.schema import kind_of
from geo.schema.fault import Fault, masked
from tests.worlds import cell, event, gbk_csv, gdf, micro_cells, middles, units

CODES = sorted(micro_cells())
HERE = middles()[CODES[0]]


def codes(staging):
    return [(fault.row, fault.code, fault.drops) for fault in staging.all_faults]


def test_headers_are_known_by_other_words_and_by_likeness():
    found = map_columns(
        ["工单号", "经度(°)", " 纬 度 ", "事件类型", "上报时间", "状 态", "事发地址描述", "备注"], kind_of("event")
    )
    assert found.headers["code"] == "工单号"
    assert (found.headers["lon"], found.headers["lat"]) == ("经度(°)", " 纬 度 ")
    assert found.headers["address"] == "事发地址描述"
    assert found.guessed == ("address",)
    assert found.unused == ("备注",)


def test_a_header_cut_by_a_dbf_is_still_known():
    assert map_columns(["编码", "上级编", "名称"], kind_of("grid")).headers["parent"] == "上级编"
    assert plain(" 经度（°）*") == "经度"


def test_a_missing_column_is_one_fault(tmp_path, staged):
    rows = [event(1, *HERE)]
    del rows[0]["状态"]
    gbk_csv(tmp_path / "事件.csv", rows)
    staging = staged(tmp_path / "事件.csv")
    assert [(f.row, f.message) for f in staging.all_faults] == [(None, "缺少“状态”这一列")]
    assert len(staging.tables[0].good) == 0


def test_a_table_nobody_knows_is_told_and_remarks_are_passed_over(tmp_path, staged):
    gbk_csv(tmp_path / "天气.csv", [{"温度": 1, "湿度": 2}])
    gbk_csv(tmp_path / "填表说明.csv", [{"第一步": "请逐行填写"}])
    assert [(f.file, f.code) for f in staged(tmp_path / "天气.csv", tmp_path / "填表说明.csv").all_faults] == [
        ("天气.csv", "kind")
    ]


def test_every_fault_of_a_row_is_named(tmp_path, staged):
    bad = event(2, *HERE, 小类编码="9999", 状态="完了", 上报时间="2026-13-01", 等级="大")
    gbk_csv(tmp_path / "事件.csv", [event(1, *HERE), bad, event(1, *HERE)])
    staging = staged(tmp_path / "事件.csv")
    assert {(f.row, f.column) for f in staging.all_faults} == {
        (3, "小类编码"), (3, "状态"), (3, "上报时间"), (3, "等级"), (4, "事件编号")
    }  # fmt: skip
    assert all(f.message and f.file == "事件.csv" for f in staging.all_faults)


def test_closed_before_reported_is_a_fault(tmp_path, staged):
    gbk_csv(tmp_path / "事件.csv", [event(2, *HERE, 办结时间="2020-01-01")])
    assert codes(staged(tmp_path / "事件.csv")) == [(2, "order", True)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"编码": "41010600100"}, "code"),
        ({"编码": "410107001001001009"}, "code"),
        ({"编码": CODES[0], "层级": "三级"}, "level"),
        ({"编码": CODES[0], "上级编码": "410106001001002"}, "parent"),
        ({"编码": "410106001001009001"}, "parent"),
        ({"编码": CODES[0], "片区编码": "410106-Z9"}, "parent"),
    ],
)
def test_a_code_that_does_not_fit_is_named(row, fault, tmp_path, staged):
    path = tmp_path / "网格.gpkg"
    gdf([{"名称": "微", "geometry": cell(0, 0)} | row]).to_file(path, layer="微网格", driver="GPKG")
    staging = staged(path)
    assert (1, fault, True) in codes(staging)
    assert len(staging.tables[0].good) == 0


def world_grids(tmp_path, change):
    """Stage the whole district into an empty store after changing one unit's shape."""
    layers = units()
    change(layers)
    path = tmp_path / "网格.gpkg"
    for layer, rows in layers.items():
        gdf(rows).to_file(path, layer=layer, driver="GPKG")
    return stage([path], store=open_store("sqlite://"))


def test_the_whole_district_fits(tmp_path):
    assert not codes(world_grids(tmp_path, lambda _: None))


def test_a_gap_is_reported_at_the_parent(tmp_path):
    def shrink(layers):
        layers["微网格"][0]["geometry"] = cell(0, 0, 0.9)

    faults = world_grids(tmp_path, shrink).all_faults
    assert any(f.code == "tiling" and "缝隙" in f.message and not f.drops for f in faults)


def test_an_overlap_is_reported_at_both(tmp_path):
    def grow(layers):
        layers["微网格"][0]["geometry"] = cell(0, 0, 1.2)

    found = world_grids(tmp_path, grow).all_faults
    assert sum(f.code == "coverage" for f in found) >= 2
    assert any(f.code == "tiling" and "重叠" in f.message for f in found)


def test_a_code_in_two_layers_is_taken_once(tmp_path, staged):
    path = tmp_path / "楼栋.gpkg"
    rows = [{"编号": "B90", "用途": "住宅", "层数": 1, "geometry": cell(0, 0, 0.1, 0.1)}]
    for layer in ("东区", "西区"):
        gdf(rows).to_file(path, layer=layer, driver="GPKG")
    staging = staged(path)
    assert codes(staging) == [(1, "duplicate", True)]
    assert sorted(len(table.good) for table in staging.tables) == [0, 1]


def test_references_that_lead_nowhere(tmp_path, staged):
    gbk_csv(
        tmp_path / "走访.csv",
        [
            {"编号": "N1", "户编号": "H999", "人员编号": "W0", "时间": "2026-11-01"},
            {"编号": "N2", "户编号": "H1", "人员编号": "W999", "时间": "2026-11-01"},
        ],
    )
    staging = staged(tmp_path / "走访.csv")
    assert codes(staging) == [(2, "reference", True), (3, "reference", False)]
    assert staging.tables[0].good["micro"].tolist() == [CODES[0]]


def test_an_unchecked_reference_is_a_note_not_a_fault(tmp_path):
    gbk_csv(tmp_path / "走访.csv", [{"编号": "N1", "户编号": "H1", "人员编号": "W0", "时间": "2026-11-01"}])
    staging = stage([tmp_path / "走访.csv"], store=open_store("sqlite://"))
    assert not codes(staging)
    assert any("未核对" in note for note in staging.tables[0].notes)


def test_a_household_without_position_stands_at_its_building(tmp_path, staged):
    house = {"编号": "B90", "用途": "住宅", "层数": 1, "geometry": cell(0, 0, 0.1, 0.1)}
    gdf([house]).to_file(tmp_path / "楼栋.gpkg", driver="GPKG")
    gbk_csv(tmp_path / "户底册.csv", [{"户编号": "H90", "楼栋编号": "B90", "人数": 2, "核实日期": "2026-11-01"}])
    good = next(t for t in staged(tmp_path).tables if t.kind and t.kind.key == "household").good
    assert good["micro"].tolist() == [CODES[0]]


def test_progress_rises_and_a_cancel_stops(tmp_path, store):
    gbk_csv(tmp_path / "事件.csv", [event(1, *HERE)])
    seen = []
    stage([tmp_path / "事件.csv"], datum="WGS84", store=store, progress=lambda share, _: seen.append(share))
    assert seen == sorted(seen)
    assert seen[-1] == 1
    with pytest.raises(Cancelled):
        stage([tmp_path / "事件.csv"], store=store, cancel=lambda: True)


def test_no_file_is_a_sentence(tmp_path, store):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="没有要导入的文件"):
        stage([tmp_path / "empty"], store=store)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13812345678", "138****5678"),
        ("410106199001011234", "4101**********1234"),
        (None, ""),
        ("x" * 99, "x" * 39 + "…"),
    ],
)
def test_values_are_masked(value, shown):
    assert masked(value) == shown


def test_names_of_persons_are_masked():
    assert masked("欧阳锋", person=True) == "欧**"


def test_the_report_is_a_workbook_of_plain_texts(tmp_path, staged):
    gbk_csv(tmp_path / "事件.csv", [event(1, *HERE, 等级="=1+1")])
    staging = staged(tmp_path / "事件.csv")
    sink = BytesIO()
    write_report(staging, sink)
    sink.seek(0)
    lines = CalamineWorkbook.from_filelike(sink).get_sheet_by_name("问题清单").to_python()
    assert lines[1][:5] == ["事件.csv", "", 2.0, "等级", "=1+1"]


def test_a_fault_says_where():
    fault = Fault("a.gpkg", "微网格", 7, "编码", "x", "code", "不对")
    assert fault.place == "a.gpkg·微网格 第 7 行“编码”"


def test_what_came_of_a_return_call_is_read_under_other_words_too(tmp_path, store):
    rows = [event(n, *HERE, 回访情况=word) for n, word in enumerate(("有效", "未回访", None, "接了"))]
    gbk_csv(tmp_path / "事件.csv", rows)
    staging = stage([tmp_path / "事件.csv"], datum="CGCS2000", store=store)
    assert [(fault.row, fault.column, fault.code) for fault in staging.all_faults] == [(5, "回访情况", "value")]
    confirm(store, staging, "试", synthetic=True)
    seen = store.events(Scope("试", Role.LEADER, store.profile().district))["callback"]
    told = seen.fillna("").to_dict()
    assert [told[f"EV20261101001{n:05d}"] for n in range(3)] == ["有效", "未回访", ""]


def test_notes_are_read_placed_counted_changed_and_taken_back(tmp_path, store):
    seen, since = Scope("试", Role.LEADER, store.profile().district), datetime(2026, 11, 1)
    assert store.note_counts(seen, since=since)["notes"].sum() == 0
    assert store.freshness()["at"].isna()["note"]
    path = tmp_path / "随手记.csv"
    row = {
        "记录编号": "S1",
        "工号": "W1",
        "记录时间": "2026-11-09T09:00",
        "经度": HERE[0],
        "纬度": HERE[1],
        "内容": "张三",
    }
    first = [
        row,
        row | {"记录编号": "S2", "记录时间": "2026-10-09T09:00"},
        row | {"记录编号": "S3", "记录时间": "某天"},
    ]
    for rows, faults, counted in ((first, ["unreadable"], 1), ([row | {"记录时间": "2026-10-01T09:00"}], [], 0)):
        gbk_csv(path, rows)
        staging = stage([path], datum="CGCS2000", store=store)
        assert [table.kind.key for table in staging.tables] == ["note"]
        assert [fault.code for fault in staging.all_faults] == faults
        batch = confirm(store, staging, "试", synthetic=True)
        assert store.note_counts(seen, since=since)["notes"].sum() == counted
    undo(store, batch, "试")
    assert store.note_counts(seen, since=since)["notes"].sum() == 1
    with store.reading() as db:
        assert "张三" not in str(db.exec_driver_sql("SELECT * FROM note").all())  # what was written is nobody's to keep


def test_items_and_cards_of_a_community_are_read_checked_and_stored(tmp_path, store):
    community = CODES[0][:12]
    items = [
        {"社区编码": community, "序号": n, "状态": state} for n, state in ((1, "达标"), (2, "整改中"), (2, "达标"))
    ]
    items += [
        {"社区编码": community, "序号": 58, "状态": "达标"},
        {"社区编码": "999999999999", "序号": 3, "状态": "达标"},
    ]
    gbk_csv(tmp_path / "57项清单.csv", items)
    card = {"编号": "G1", "社区编码": community, "牌色": "橙", "挂牌日期": "2026-10-01", "摘牌日期": ""}
    wrong = card | {"编号": "G2", "摘牌日期": "2026-09-01"}, card | {"编号": "G3", "牌色": "蓝"}
    gbk_csv(tmp_path / "挂牌.csv", [card, *wrong])
    staging = stage([tmp_path / "57项清单.csv", tmp_path / "挂牌.csv"], datum="CGCS2000", store=store)
    assert [table.kind.key for table in staging.tables] == ["star_item", "star_card"]
    found = {(fault.row, fault.code) for fault in staging.all_faults}
    assert found == {(4, "duplicate"), (5, "value"), (6, "reference"), (3, "order"), (4, "value")}
    confirm(store, staging, "试", synthetic=True)
    seen = Scope("试", Role.LEADER, store.profile().district)
    assert store.star_items(seen)["state"].to_dict() == {f"{community}-1": "达标", f"{community}-2": "整改中"}
    assert store.star_cards(seen)["card"].to_dict() == {"G1": "橙"}
    assert store.freshness().loc[["star_item", "star_card"], "at"].notna().all()
