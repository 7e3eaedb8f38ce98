"""What a publication leaves behind: a batch it stands on stays, and the store's check vouches for its log."""

import pytest

from data.health import check
from data.loading import undo
from geo.model.errors import BadInput
from tests.plan.conftest import PLANNER
from tests.plan.test_desk import story
from tests.plan.test_office import through


def found(store):
    return {finding.title: finding for finding in check(store)}


def test_a_batch_under_a_published_plan_is_not_taken_back(desk):
    assert found(desk.store)["方案日志"].ok
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    through(desk, plan)
    version = desk.store.version()
    with pytest.raises(BadInput, match="发布过方案"):
        undo(desk.store, 1, "管理员")
    assert desk.store.version() == version
    told = found(desk.store)
    assert all(finding.ok for finding in told.values()), told
    assert "已锚定" in told["方案日志"].message


def test_a_log_that_was_touched_or_lost_its_key_is_reported(desk):
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    with desk.store.command("tests", "破坏") as connection:
        connection.exec_driver_sql("UPDATE unit_version SET households = households + 1 WHERE plan = ?", (plan,))
    told = found(desk.store)["方案日志"]
    assert not told.ok
    assert "与日志不符" in told.message
    desk.seal.key_path.unlink()
    assert "密钥" in found(desk.store)["方案日志"].message
