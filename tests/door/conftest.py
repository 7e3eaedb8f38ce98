"""What the door's tests share: a session table with a clock, an app in this process, a real server."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from data.blobs import Blobs
from data.signin import SignIns
from pages.parts.door import identity
from tests.door import world
from tests.served import free_port, streamlit


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def signins(clock):
    table = SignIns(None, now=clock)
    yield table
    table.close()


@pytest.fixture
def blobs():
    return Blobs()


@pytest.fixture
def lib(tmp_path):
    folder = tmp_path / "lib"
    (folder / "0123456789ab").mkdir(parents=True)
    (folder / "0123456789ab" / "map.mjs").write_text("export const a = 1;\n" * 200, encoding="utf-8")
    (folder / "0123456789ab" / "a.woff2").write_bytes(b"wOF2" + bytes(2000))
    (folder / "notice.txt").write_text("text", encoding="utf-8")
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def build(signins, blobs, lib):
    """Make an app whose inside tells which headers reached it, as Streamlit would see them."""

    async def inside(request):
        return JSONResponse({"inside": request.url.path, "headers": dict(request.headers)})

    async def broken(_request):
        raise RuntimeError("张三 13800000000")

    async def stream(websocket):
        await websocket.accept()
        await websocket.send_json(dict(websocket.headers))
        await websocket.receive()

    def make(**kwargs):
        routes, door = world.parts(signins, blobs, kwargs.pop("lib", lib), poll_s=0.05, **kwargs)
        tail = [
            WebSocketRoute("/_stcore/stream", stream),
            WebSocketRoute("/other", stream),
            Route("/explode.me", broken),
            Route("/{path:path}", inside, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        ]
        return Starlette(routes=[*routes, *tail], middleware=[door])

    yield make
    identity.mark_inactive()


class Tiny:
    def __init__(self, port, folder):
        self.port, self.folder = port, folder


@contextmanager
def tiny_app(folder: Path, **env):
    """Run the tiny app as a user runs the real one, and give its port."""
    port = free_port()
    script = Path(__file__).parent / "tiny_app.py"
    with streamlit(script, port, {**os.environ, "GRID_TEST_FOLDER": str(folder), **env}, folder / "log"):
        yield port


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    with tiny_app(folder) as port:
        yield Tiny(port, folder)


@pytest.fixture(scope="session", params=["tiny", "real"])
def served(request):
    """Each test runs against the tiny app and against app.py itself."""
    return request.getfixturevalue("tiny" if request.param == "tiny" else "server")
