"""The session table: what it keeps, when a session is over, and what it does with a file it cannot read."""

import sqlite3

import pytest

from data.signin import SignIns, open_signins
from geo.model.errors import StoreError
from geo.model.scope import Role, Scope

SCOPE = Scope("demo-street-410106001", Role.STREET, "410106001")


def test_a_token_finds_its_session_and_is_not_stored(tmp_path):
    table = open_signins(tmp_path / "sessions.db")
    token, made = table.create(SCOPE)
    assert table.find(token) == made
    assert table.by_sid(made.sid) == made
    assert made.scope == SCOPE
    table.close()
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "' or 1=1 --", "张三", "\udcff", "a" * 100_000])
def test_an_unknown_token_finds_nothing(signins, token):
    signins.create(SCOPE)
    assert signins.find(token) is None
    assert signins.remembered(token) is None


def test_two_sign_ins_of_one_account_are_two_sessions(signins):
    (one, a), (two, b) = signins.create(SCOPE), signins.create(SCOPE)
    assert one != two
    assert a.sid != b.sid
    assert a.csrf != b.csrf


def test_idle_time_ends_a_session_and_activity_keeps_it(signins, clock):
    token, made = signins.create(SCOPE)
    clock.now += 29 * 60
    signins.touch(signins.find(token))
    clock.now += 29 * 60
    assert signins.find(token) is not None
    clock.now += 60
    assert signins.find(token) is None
    assert signins.by_sid(made.sid) is None


def test_nothing_keeps_a_session_beyond_the_absolute_time(signins, clock):
    token, _ = signins.create(SCOPE)
    for _ in range(12 * 6):
        found = signins.find(token)
        assert found is not None
        signins.touch(found)
        clock.now += 10 * 60
    assert signins.find(token) is None


def test_sign_out_is_seen_at_once_here_and_within_a_second_elsewhere(tmp_path, clock):
    here, there = (SignIns(tmp_path / "s.db", now=clock) for _ in range(2))
    token, made = here.create(SCOPE)
    assert there.find(token) == made
    here.revoke(made.sid)
    assert here.find(token) is None
    assert here.remembered(token) is None
    clock.now += 1.0
    assert there.find(token) is None
    here.close()
    there.close()


def test_revoking_an_account_ends_all_its_sessions_and_no_other(signins):
    tokens = [signins.create(SCOPE)[0] for _ in range(3)]
    other, _ = signins.create(Scope("demo-admin-410106", Role.ADMIN, "410106"))
    signins.revoke_account(SCOPE.account)
    assert [signins.find(token) for token in tokens] == [None] * 3
    assert signins.find(other) is not None


def test_rows_that_are_over_are_deleted(signins, clock):
    _, made = signins.create(SCOPE)
    signins.create(SCOPE)
    signins.revoke(made.sid)
    assert signins.expire() == 1
    clock.now += 30 * 60
    assert signins.expire() == 1
    assert signins.expire() == 0


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_file_is_set_aside_and_begun_anew(tmp_path, content):
    path = tmp_path / "sessions.db"
    path.write_bytes(content)
    table = open_signins(path)
    assert table.find(table.create(SCOPE)[0]) is not None
    table.close()
    aside = list(tmp_path.glob("sessions.broken-*.db"))
    assert [one.read_bytes() for one in aside] == [content]


def test_a_file_with_another_table_of_that_name_is_set_aside(tmp_path):
    path = tmp_path / "sessions.db"
    with sqlite3.connect(path) as line:
        line.execute("create table login_session (other text)")
    line.close()
    table = open_signins(path)
    assert table.find(table.create(SCOPE)[0]) is not None
    table.close()


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"会话文件.*请检查"):
        open_signins(tmp_path / "file" / "sessions.db")
