"""The live socket of a real server: who may open it, whose page it shows, and when it is cut."""

import http
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from data.signin import open_signins
from pages.parts.door.session import _is_persons_act
from tests.door.clients import Visitor
from tests.door.conftest import tiny_app


def dial(visitor, *, resume="", **kwargs):
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())} | kwargs.pop("headers", {})
    return connect(
        f"ws://127.0.0.1:{visitor.port}/_stcore/stream",
        origin=kwargs.pop("origin", visitor.origin),
        additional_headers=headers,
        subprotocols=["streamlit", "x", *([resume] if resume else [])],
        open_timeout=20,
        proxy=None,
        **kwargs,
    )


def run(socket):
    """Run the script once; return its Streamlit session id and the text it shows."""
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    socket.send(ask.SerializeToString())
    session, shown = "", []
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        message = ForwardMsg.FromString(socket.recv(timeout=20))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            session, shown = message.new_session.initialize.session_id, []
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "text":
            shown.append(message.delta.new_element.text.body)
        elif kind == "script_finished":
            return session, " ".join(shown)
    raise AssertionError("the script did not finish")


def entered(port, role="leader", root="410106"):
    visitor = Visitor(port)
    assert visitor.enter(role, root).status == 303
    return visitor


def refused(visitor, **kwargs):
    with pytest.raises(InvalidStatus) as err, dial(visitor, **kwargs):
        pass
    return err.value.response.status_code == http.HTTPStatus.FORBIDDEN


def test_the_script_knows_who_asks(tiny):
    with dial(entered(tiny.port, "street", "410106001")) as socket:
        assert run(socket)[1] == "who=demo-street-410106001 role=street root=410106001 runs=1"


def test_strangers_forgers_and_other_sites_get_no_socket(served):
    stranger, person = Visitor(served.port), entered(served.port)
    assert refused(stranger)
    assert refused(Visitor(served.port, {"grid_session": "forged"}))
    assert refused(
        stranger, headers={"X-Grid-User": "demo-admin-410106", "X-Grid-Role": "admin", "X-Grid-Session": "0"}
    )
    assert refused(person, origin="https://evil.example")
    assert refused(person, origin=None)
    assert refused(person, headers={"X-Forwarded-For": "127.0.0.1"})


def test_forged_identity_headers_change_nothing(tiny):
    person = entered(tiny.port, "street", "410106001")
    with dial(person, headers={"X-Grid-User": "demo-admin-410106", "X-Grid-Role": "admin"}) as socket:
        assert "role=street root=410106001" in run(socket)[1]


def test_a_session_id_opens_no_other_persons_page(tiny):
    one, two = entered(tiny.port, "admin"), entered(tiny.port, "leader")
    with dial(one) as socket:
        session, _ = run(socket)
        assert "runs=2" in run(socket)[1]
        with dial(two, resume=session) as other:
            assert run(other) != (session, "")
            assert run(other)[1].startswith("who=demo-leader-410106 role=leader root=410106 runs=2")
    with dial(one, resume=session) as socket:
        assert "runs=3" in run(socket)[1]  # the same person's reconnect goes on where it was


def test_a_new_sign_in_begins_a_new_page(tiny):
    person = entered(tiny.port, "admin")
    with dial(person) as socket:
        session, _ = run(socket)
    person.enter("grid_worker", "410106001001001")
    with dial(person, resume=session) as socket:
        fresh, shown = run(socket)
    assert fresh != session
    assert shown == "who=demo-grid_worker-410106001001001 role=grid_worker root=410106001001001 runs=1"


def drain(socket):
    while True:
        socket.recv(timeout=10)


def cut_after(socket):
    begun = time.monotonic()
    with pytest.raises(ConnectionClosed) as closed:
        drain(socket)
    assert closed.value.rcvd.code == 1008
    return time.monotonic() - begun


def test_sign_out_cuts_the_live_socket_within_three_seconds_and_a_replay_finds_nothing(tiny):
    person = entered(tiny.port)
    copied = Visitor(tiny.port, dict(person.cookies))
    table = open_signins(tiny.folder / "sessions.db")
    csrf = table.find(person.cookies["grid_session"]).csrf
    table.close()
    with dial(person) as socket:
        session, _ = run(socket)
        assert person.post("/logout", {"csrf": csrf}).status == 303
        assert cut_after(socket) < 3
    assert copied.ask("GET", "/session").status == 401
    assert refused(copied, resume=session)


def test_a_sign_out_in_another_process_cuts_it_too(tiny):
    person = entered(tiny.port)
    table = open_signins(tiny.folder / "sessions.db")
    with dial(person) as socket:
        run(socket)
        table.revoke(table.find(person.cookies["grid_session"]).sid)
        assert cut_after(socket) < 3
    table.close()


def test_an_idle_session_expires_on_the_open_socket_and_reruns_keep_it(tmp_path):
    with tiny_app(tmp_path, GRID_TEST_IDLE="4") as port:
        person = entered(port)
        with dial(person) as socket:
            for _ in range(4):
                run(socket)
                time.sleep(1.5)
            assert person.ask("GET", "/session").status == 200  # six seconds: the reruns counted
            assert cut_after(socket) < 4 + 3
        assert person.ask("GET", "/session").status == 401


def test_an_automatic_rerun_is_no_activity():
    click, timer, other = BackMsg(), BackMsg(), BackMsg()
    click.rerun_script.query_string = ""
    timer.rerun_script.is_auto_rerun = True
    other.stop_script = True
    acts = [
        _is_persons_act({"type": "websocket.receive", "bytes": m.SerializeToString()}) for m in (click, timer, other)
    ]
    assert acts == [True, False, False]
    assert not _is_persons_act({"type": "websocket.receive", "bytes": b"\xff\xff\xff"})
    assert not _is_persons_act({"type": "websocket.receive", "text": "x"})
