"""Saved views: what they keep, who sees them, what they refuse."""

import pytest

from data import views
from data.store import open_store
from geo.model.errors import BadInput, NotAllowed, NotFound
from geo.model.scope import Role, Scope

DISTRICT, STREET = "410106", "410106001"
LEADER = Scope("l", Role.LEADER, DISTRICT)
PLANNER = Scope("p", Role.PLANNER, DISTRICT)
CLERK = Scope("s", Role.STREET, STREET)


@pytest.fixture
def book(tmp_path):
    store = open_store(f"sqlite:///{(tmp_path / 'v.db').as_posix()}", create=True)
    yield store
    store.close()


def test_a_view_comes_back_as_it_was_and_changes_no_data_version(book):
    before = book.version()
    made = views.save(book, LEADER, " 三湾街  近况 ", "/?place=410106-Z2&days=7", dwell=30)
    assert views.listed(book, LEADER) == [made]
    assert (made.name, made.address, made.dwell) == ("三湾街 近况", "/?place=410106-Z2&days=7", 30)
    assert book.version() == before


def test_a_name_taken_is_replaced(book):
    views.save(book, LEADER, "甲", "/?days=7")
    views.save(book, LEADER, "甲", "/?days=90")
    assert [view.address for view in views.listed(book, LEADER)] == ["/?days=90"]


def test_what_only_belongs_to_the_wall_is_left_out(book):
    assert views.save(book, LEADER, "甲", "/?kiosk=1&place=410106001&embed=true").address == "/?place=410106001"
    assert views.save(book, LEADER, "乙", "/issues?kiosk=1").address == "/issues"


@pytest.mark.parametrize(
    "address",
    ["", "https://else.where/", "//else.where", "/?x=<script>", "javascript:alert(1)", "/a b", "/" + "a" * 700],
)
def test_an_address_that_is_none_of_ours_is_refused(book, address):
    with pytest.raises(BadInput, match="地址"):
        views.save(book, LEADER, "甲", address)


@pytest.mark.parametrize("name", ["", "   ", "字" * 31])
def test_a_name_has_one_to_thirty_characters(book, name):
    with pytest.raises(BadInput, match="名称"):
        views.save(book, LEADER, name, "/")


def test_a_dwell_that_is_not_offered_is_refused(book):
    with pytest.raises(BadInput, match="停留"):
        views.save(book, LEADER, "甲", "/", dwell=1)


def test_a_street_sees_its_own_and_the_district_sees_all(book):
    views.save(book, LEADER, "全区", "/")
    views.save(book, CLERK, "本街", f"/?place={STREET}")
    assert [view.name for view in views.listed(book, CLERK)] == ["本街"]
    assert [view.name for view in views.listed(book, LEADER)] == ["全区", "本街"]


def test_nobody_removes_what_is_not_theirs(book):
    made = views.save(book, LEADER, "全区", "/")
    with pytest.raises(NotFound):
        views.remove(book, CLERK, made.id)
    with pytest.raises(NotAllowed):
        views.remove(book, PLANNER, made.id)
    views.remove(book, LEADER, made.id)
    assert views.listed(book, LEADER) == []


def test_a_store_holds_so_many_views(book, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    views.save(book, LEADER, "一", "/")
    views.save(book, LEADER, "二", "/")
    views.save(book, LEADER, "二", "/?days=7")
    with pytest.raises(BadInput, match="已存了 2 个"):
        views.save(book, LEADER, "三", "/")
