"""Who asks inside a script: nobody without a door, and no stand-in beside one."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.model.errors import NotAllowed
from geo.model.scope import Role, Scope
from pages.parts.door import identity
from tests.served import ROOT

SCRIPT = ROOT / "tests" / "door" / "script.py"
SCOPE = Scope("demo-street-410106001", Role.STREET, "410106001")


@pytest.fixture(autouse=True)
def closed():
    identity.mark_inactive()
    yield
    identity.mark_inactive()


def test_without_a_door_no_script_learns_a_scope():
    with pytest.raises(NotAllowed, match="只能经由大门进入"):
        identity.current_scope()
    run = AppTest.from_file(str(SCRIPT)).run()
    assert "只能经由大门进入" in run.error[0].value
    assert not run.text


def test_a_door_without_a_session_gives_no_scope(signins):
    identity.mark_active(signins)
    assert identity.is_active()
    run = AppTest.from_file(str(SCRIPT)).run()
    assert "会话已结束" in run.error[0].value


def test_a_test_may_stand_in():
    with identity.standing_in(SCOPE):
        assert identity.current_scope() == SCOPE
        assert identity.sign_out_token()
        run = AppTest.from_file(str(SCRIPT)).run()
        assert "role=street root=410106001" in run.text[0].value
    with pytest.raises(NotAllowed):
        identity.current_scope()


def test_nobody_stands_in_where_a_door_is(signins):
    identity.mark_active(signins)
    with pytest.raises(NotAllowed, match="不能冒名"), identity.standing_in(SCOPE):
        pass


def test_a_door_ends_a_stand_in(signins):
    with identity.standing_in(SCOPE):
        identity.mark_active(signins)
        with pytest.raises(NotAllowed):
            identity.current_scope()
