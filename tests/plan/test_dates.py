"""A date that comes publishes the plan, with nobody in the office."""

import time
from datetime import timedelta

from data.vault import clock
from geo.plan.states import State
from pages.parts.planning import dates
from tests.plan.conftest import PLANNER
from tests.plan.test_desk import story
from tests.plan.test_office import through


def test_an_approved_plan_takes_effect_on_its_date_by_itself(desk, monkeypatch):
    monkeypatch.setattr(dates, "desk", lambda: desk)
    monkeypatch.setattr(dates, "store", lambda: desk.store)
    plan = desk.create(PLANNER, "明天的边界").id
    story(desk, plan)
    through(desk, plan, clock() + timedelta(seconds=3))
    assert dates.publish_due() == 0
    assert desk.info(plan).state is State.WAITING
    time.sleep(4)
    assert dates.publish_due() == 1
    assert desk.info(plan).state is State.PUBLISHED
    assert desk.history(plan)[-1].kind == "published"
