"""A file leaves only whole, numbered and written down; what goes wrong leaves nothing behind."""

import hashlib
import threading
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from data import audit, published
from data.exports import exports, reserve
from data.held import HELD_BACK
from data.tables import Audit
from geo.model.errors import BadInput, NotFound, StoreError
from geo.model.scope import Role, Scope
from geo.model.view import Mode, SheetSpec, ViewSpec
from pages.parts import shelf
from tests.brief.conftest import LEADER
from tests.rules.world import DISTRICT

SPEC = SheetSpec(ViewSpec(DISTRICT), remark="试")


def test_a_file_has_number_line_and_hashes(exit_, book):
    version = book.version()
    made = exit_.make(LEADER, SPEC, "png150")
    line = exports(book, account=LEADER.account)[0]
    assert line.export == made
    assert made.number.startswith(f"{DISTRICT}-")
    assert (made.mode, made.k, made.place) == ("meeting", book.profile().k_meeting, DISTRICT)
    again, body = exit_.open_file(LEADER, made.number)
    assert again == made
    assert hashlib.sha256(body).hexdigest() == made.file_sha
    assert book.version() == version, "taking a file out changes no data"
    with book.reading() as db:
        assert audit.first_break(db) is None
    second = exit_.make(LEADER, SPEC, "png150")
    assert second.content_sha == made.content_sha
    assert second.number != made.number
    assert [one.export.number for one in exit_.recent(LEADER)][:2] == [second.number, made.number]


def test_a_file_opens_only_for_who_made_it(exit_):
    made = exit_.make(LEADER, SPEC, "xlsx")
    for other in (Scope("李四", Role.LEADER, DISTRICT), Scope(LEADER.account, Role.STREET, "410106001")):
        with pytest.raises(NotFound):
            exit_.open_file(other, made.number)
    with pytest.raises(NotFound):
        exit_.open_file(LEADER, "../../grid")


def test_without_a_line_nothing_is_offered(exit_, monkeypatch):
    def broken(*_args, **_more):
        raise StoreError("磁盘已满，未保存任何改动。", remedy="请清理磁盘后重试。")

    monkeypatch.setattr(exit_, "record", broken)
    with pytest.raises(StoreError):
        exit_.make(LEADER, SPEC, "xlsx")
    assert list(shelf.FOLDER.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(exit_, monkeypatch):
    def full(self, _body):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match="磁盘"):
        exit_.make(LEADER, SPEC, "xlsx")
    assert list(shelf.FOLDER.iterdir()) == []


def test_an_atlas_that_is_stopped_leaves_nothing(exit_, book):
    class Stopped(Exception):
        pass

    def stop(done, _total, _name):
        if done == 1:
            raise Stopped

    before = len(exports(book))
    with pytest.raises(Stopped):
        exit_.make(LEADER, SheetSpec(ViewSpec(f"{DISTRICT}-Z3"), template="atlas"), "atlas", tell=stop)
    assert not shelf.FOLDER.exists() or list(shelf.FOLDER.iterdir()) == []
    assert len(exports(book)) == before


def test_the_first_file_of_a_month_keeps_its_numbers_of_people(exit_, book):
    exit_.make(LEADER, SheetSpec(ViewSpec(DISTRICT), template="nine"), "png150")
    place = f"{book.as_of():%Y-%m} nine k{book.profile().k_meeting}"
    held = published.known(book, place)
    assert held[DISTRICT]
    published.keep(book, LEADER, {place: held})
    with pytest.raises(StoreError, match="再导出一次"):
        published.keep(book, LEADER, {place: {DISTRICT: {"g0": 1}}})
    assert published.known(book, place) == held


def test_what_a_month_hid_is_written_down_once_and_stays_hidden(book):
    morning = pd.DataFrame({"g0": pd.array([pd.NA, pd.NA, 22], dtype="Int64")}, index=["A", "B", "C"])
    evening = pd.DataFrame({"g0": pd.array([10, 15, 25], dtype="Int64")}, index=["A", "B", "C"])
    name = "2026-11 test k10"
    assert published.hold_back(book, LEADER, name, morning)["g0"].isna().tolist() == [True, True, False]
    assert published.hold_back(book, LEADER, name, evening)["g0"].isna().tolist() == [True, True, False]
    assert published.hold_back(book, LEADER, "2026-12 test k10", evening)["g0"].notna().all()
    assert book.held_back(name) == {("A", "g0"), ("B", "g0")}
    with book.reading() as db:
        assert db.scalar(select(func.count()).where(Audit.action == HELD_BACK, Audit.object.contains(name))) == 1
        assert audit.first_break(db) is None


def test_an_unknown_format_is_a_sentence(exit_):
    with pytest.raises(BadInput, match="格式"):
        exit_.make(LEADER, SPEC, "gif")


def test_numbers_are_given_once(book):
    found = []

    def take():
        found.append(reserve(book, LEADER).number)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 6


def test_the_reason_stands_in_the_record_and_not_in_the_spec(exit_, book):
    exit_.make(LEADER, SheetSpec(ViewSpec(DISTRICT), mode=Mode.INTERNAL, reason="常委会研究"), "xlsx")
    line = exports(book)[0]
    assert line.reason == "常委会研究"
    assert "常委会研究" not in line.export.spec
