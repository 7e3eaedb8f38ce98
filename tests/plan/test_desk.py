"""Drafts survive a restart, go back byte for byte, and tell the second of two writers what happened."""

import sqlite3

import pytest
import shapely

from data import open_store
from data.plans.compare import diff
from data.plans.desk import Desk, Lock
from data.plans.verify import replay, verify
from data.plans.versions import row_of
from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Role, Scope
from geo.plan import ops
from geo.plan.edit import work_out
from geo.plan.refused import Refused
from tests.plan.conftest import LEADER, OTHER, PLANNER, ids
from tests.plan.invariants import Start, broken, state
from tests.worlds import small_store

L2 = "410106001001"


def middle(cov, key):
    west, south, east, north = cov.units[key].shape.bounds
    return (west + east) / 2, (south + north) / 2, east - west, north - south


def cut(cov, key, born="N1"):
    x, y, width, _ = middle(cov, key)
    return ops.Split(key, ((x - width, y + 3.3), (x + width, y - 2.1)), (born, f"{born}b"))


def story(desk, plan):
    """Reassign, split, redraw, merge; answer the states after each step, the first before any."""
    head = desk.info(plan).head_seq
    cov = desk.coverage(plan)
    code = ids(cov)
    seen = [state(cov)]
    x, y, width, height = middle(cov, code[L2 + "001001"])
    ring = shapely.box(x - width / 2, y - height / 2, x + width * 0.8, y + height / 2 - 1.5)
    steps = [
        ops.Reassign((code[L2 + "001001"],), code[L2 + "002"]),
        cut(cov, code[L2 + "002002"]),
        ops.Redraw(code[L2 + "001001"], tuple(ring.exterior.coords)),
        ops.Merge((code[L2 + "002001"], code[L2 + "001001"])),
    ]
    for op in steps:
        head = desk.commit(PLANNER, plan, op, head)
        seen.append(state(desk.coverage(plan)))
    return head, seen


def again(desk):
    """The same store opened by another process."""
    return Desk(open_store(str(desk.store.url)))


def test_edits_survive_a_restart_and_come_back_byte_for_byte(desk):
    plan = desk.create(PLANNER, "试划").id
    start = Start(desk.coverage(plan))
    head, seen = story(desk, plan)
    assert broken(desk.coverage(plan), start) == []
    other = again(desk)
    assert state(other.coverage(plan)) == seen[-1]
    for was in reversed(seen[:-1]):
        head = other.undo(PLANNER, plan, head)
        assert state(other.coverage(plan)) == was
    with pytest.raises(BadInput, match="没有可以撤销"):
        other.undo(PLANNER, plan, head)
    third = again(desk)
    for then in seen[1:]:
        head = third.redo(PLANNER, plan, head)
        assert state(third.coverage(plan)) == then
    assert verify(third).faults == []


def test_the_log_replayed_is_the_present(desk):
    plan = desk.create(PLANNER, "试划").id
    head, _ = story(desk, plan)
    head = desk.undo(PLANNER, plan, head)
    head = desk.commit(PLANNER, plan, cut(desk.coverage(plan), ids(desk.coverage(plan))[L2 + "002001"], "N7"), head)
    now = {key: row_of(unit) for key, unit in desk.coverage(plan).units.items()}
    assert replay(desk, plan) == now


def test_operations_done_again_on_the_base_lead_to_the_same_bytes(desk):
    plan = desk.create(PLANNER, "试划").id
    cov = desk.coverage(plan)
    again_ = again(desk).coverage(plan)
    _, seen = story(desk, plan)
    for event in desk.history(plan):
        if "in" in event.payload:
            again_.take(work_out(again_, ops.read(event.payload["in"])))
    assert state(again_) == seen[-1] == state(cov)


def test_a_preview_changes_nothing_and_its_token_commits_what_was_shown(desk):
    plan = desk.create(PLANNER, "试划")
    cov = desk.coverage(plan.id)
    before = state(cov)
    op = cut(cov, ids(cov)[L2 + "001001"])
    shown = desk.preview(PLANNER, plan.id, op, plan.head_seq)
    assert state(cov) == before
    assert {effect.unit for effect in shown.effects} >= {op.unit, "N1"}
    assert sum((e.households[1] or 0) - (e.households[0] or 0) for e in shown.effects if e.level == "micro") == 0
    head = desk.commit(PLANNER, plan.id, op, plan.head_seq, token=shown.token)
    assert "N1" in desk.coverage(plan.id).units
    with pytest.raises(Refused) as told:
        desk.commit(PLANNER, plan.id, cut(cov, "N1", "N2"), head, token=shown.token)
    assert told.value.code == "stale"


def test_the_second_writer_is_told_who_changed_what(desk):
    plan = desk.create(PLANNER, "试划")
    op = cut(desk.coverage(plan.id), ids(desk.coverage(plan.id))[L2 + "001001"])
    desk.commit(PLANNER, plan.id, op, plan.head_seq)
    late = again(desk)
    with pytest.raises(Refused) as told:
        late.commit(OTHER, plan.id, op, plan.head_seq)
    assert told.value.code == "stale"
    assert "规划甲" in told.value.rows[0]
    assert "拆分" in told.value.rows[0]


def test_another_process_that_wrote_is_seen_at_the_next_step(desk):
    plan = desk.create(PLANNER, "试划")
    desk.coverage(plan.id)
    other = again(desk)
    head = other.commit(PLANNER, plan.id, cut(other.coverage(plan.id), ids(other.coverage(plan.id))[L2 + "001001"]), 2)
    assert "N1" in desk.coverage(plan.id).units
    desk.undo(PLANNER, plan.id, head)
    assert "N1" not in desk.coverage(plan.id).units


def test_a_refused_edit_leaves_no_event(desk):
    plan = desk.create(PLANNER, "试划")
    count = len(desk.history(plan.id))
    code = ids(desk.coverage(plan.id))
    with pytest.raises(Refused) as told:
        desk.commit(PLANNER, plan.id, ops.Merge((code[L2 + "001001"], code["410106001002002002"])), plan.head_seq)
    west, south, east, north = desk.place(told.value)
    assert 113.1 < west < east < 113.3
    assert 34.7 < south < north < 34.9
    assert len(desk.history(plan.id)) == count


def test_locks_hold_and_are_let_go(desk):
    plan = desk.create(PLANNER, "试划")
    code = ids(desk.coverage(plan.id))
    op = cut(desk.coverage(plan.id), code[L2 + "001001"])
    head = desk.lock(PLANNER, plan.id, plan.head_seq, Lock("unit", code[L2 + "001"]), reason="不动")
    assert desk.locks(plan.id)[0]["reason"] == "不动"
    with pytest.raises(Refused) as told:
        desk.commit(PLANNER, plan.id, op, head)
    assert told.value.code == "locked"
    head = desk.lock(PLANNER, plan.id, head, Lock("unit", code[L2 + "001"]), on=False)
    head = desk.lock(PLANNER, plan.id, head, Lock("all", role="street"))
    head = desk.commit(PLANNER, plan.id, op, head)
    with pytest.raises(Refused):
        desk.undo(Scope("镇街", Role.STREET, "410106"), plan.id, head)
    with pytest.raises(Refused):
        desk.lock(PLANNER, plan.id, head, Lock("unit", "nobody"))


def test_a_street_edits_only_its_own_place(desk):
    plan = desk.create(PLANNER, "试划")
    code = ids(desk.coverage(plan.id))
    mine = Scope("社区", Role.STREET, L2)
    with pytest.raises(Refused) as told:
        desk.preview(mine, plan.id, cut(desk.coverage(plan.id), code["410106001002001001"]), plan.head_seq)
    assert told.value.code == "out_of_scope"
    with pytest.raises(NotAllowed):
        desk.create(LEADER, "领导的方案")
    with pytest.raises(NotAllowed):
        desk.undo(LEADER, plan.id, plan.head_seq)


def test_comments_and_differences(desk):
    plan = desk.create(PLANNER, "试划")
    assert diff(desk, "", plan.id) == []
    code = ids(desk.coverage(plan.id))
    desk.comment(LEADER, plan.id, [code[L2 + "001001"]], "这里再议")
    desk.commit(PLANNER, plan.id, ops.Reassign((code[L2 + "001001"],), code[L2 + "002"]), plan.head_seq)
    made = diff(desk, "", plan.id)
    assert [c.unit for c in made] == [code[L2 + "001001"]]
    assert not made[0].redrawn
    with pytest.raises(BadInput):
        desk.comment(LEADER, plan.id, [], " ")


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        ("UPDATE plan_event SET reason = 'x' WHERE seq = 3", "第 3 条"),
        ("DELETE FROM plan_event WHERE seq = 3", "第 3 条"),
        ("UPDATE plan_shape SET wkb = CAST(substr(wkb, 1, 30) || x'00' || substr(wkb, 32) AS BLOB)", "形状"),
        ("UPDATE unit_version SET households = 99 WHERE plan IS NOT NULL", "与日志不符"),
        ("UPDATE unit_version SET households = 99 WHERE plan IS NULL AND level = 'micro'", "主线"),
        ("UPDATE grid SET wkb = zeroblob(9) WHERE level = 'l3'", "现行网格"),
        ("DELETE FROM plan_event WHERE seq > 3", "末尾缺少"),
    ],
)
def test_damage_is_found(desk, damage, word):
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    desk.close()
    assert verify(desk).faults == []
    assert verify(desk).unanchored == 0
    raw = sqlite3.connect(desk.store.path)
    for table in ("plan_event", "plan_shape"):
        for verb in ("update", "delete"):
            raw.execute(f"DROP TRIGGER {table}_no_{verb}")
    raw.execute(damage)
    raw.commit()
    raw.close()
    assert any(word in fault for fault in verify(again(desk)).faults)


def test_the_log_refuses_changes_and_a_lost_key_is_told(desk):
    plan = desk.create(PLANNER, "试划")
    raw = sqlite3.connect(desk.store.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("UPDATE plan_event SET reason = 'x'")
    raw.close()
    desk.seal.key_path.unlink()
    late = again(desk)
    op = cut(late.coverage(plan.id), ids(late.coverage(plan.id))[L2 + "001001"])
    with pytest.raises(Exception, match="密钥"):
        late.commit(PLANNER, plan.id, op, plan.head_seq)


def test_a_desk_works_over_a_store_in_memory(tmp_path):
    made = Desk(small_store(tmp_path, url="sqlite://"))
    plan = made.create(PLANNER, "试划").id
    story(made, plan)
    made.close()
    assert verify(made).faults == []
    made.store.close()
