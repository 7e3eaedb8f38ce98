"""The data routes and the library: scope, caching, encodings, errors."""

import gzip
import json

import pytest

from data.blobs import EVERYONE
from geo.model.scope import Role
from tests.door import world
from tests.door.clients import enter, visit

BODY = json.dumps({"features": list(range(2000))}).encode()


@pytest.fixture
def client(build):
    client = visit(build())
    enter(client)
    return client


def publish(blobs, *, scope="leader:410106", cache="immutable", ext="json", layer="l2"):
    return "/" + blobs.publish(layer, BODY, ext, scope_key=scope, cache=cache)


def test_a_blob_is_served_compressed_as_stored(client, blobs):
    url = publish(blobs)
    answer = client.get(url, headers={"accept-encoding": "gzip"})
    assert answer.content == BODY
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) < len(BODY) / 2
    assert client.get(url, headers={"accept-encoding": "identity"}).content == BODY
    assert "content-encoding" not in client.get(url, headers={"accept-encoding": "gzip;q=0"}).headers


@pytest.mark.parametrize(
    ("cache", "kept"),
    [
        ("immutable", "private, max-age=31536000, immutable"),
        ("revalidate", "private, no-cache"),
        ("no-store", "no-store"),
    ],
)
def test_each_kind_is_kept_as_long_as_it_may(client, blobs, cache, kept):
    answer = client.get(publish(blobs, cache=cache))
    assert answer.headers["cache-control"] == kept
    assert ("etag" in answer.headers) is (cache != "no-store")


def test_a_known_copy_is_answered_with_304_to_those_signed_in_only(client, blobs, build):
    url = publish(blobs, cache="revalidate")
    tag = client.get(url).headers["etag"]
    again = client.get(url, headers={"if-none-match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    assert visit(build()).get(url, headers={"if-none-match": tag}).status_code == 401


@pytest.mark.parametrize("role", list(Role))
def test_a_blob_of_another_scope_is_not_there(build, blobs, role):
    client = visit(build())
    enter(client, role, world.ROOTS[role])
    mine = f"{role}:{world.ROOTS[role]}"
    scopes = {f"{other}:{root}" for other, root in world.ROOTS.items()} | {f"{role}:410106-Z1", mine, "x", ""}
    for scope in scopes:
        answer = client.get(publish(blobs, scope=scope))
        assert answer.status_code == (200 if scope == mine else 404), scope
        if scope != mine:
            assert answer.json() == client.get("/data/v1/l2.00000000000000000000.json").json()
    assert client.get(publish(blobs, scope=EVERYONE)).status_code == 200


@pytest.mark.parametrize(
    "name", ["x", "x.json", "l2.00000000000000000000.json", "%E5%BC%A0", "a" * 3000, "find.json", "place"]
)
def test_a_name_nobody_published_is_a_sentence(client, name):
    answer = client.get(f"/data/v1/{name}")
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "remedy"}


def test_a_place_is_asked_in_the_scope_of_the_session(build):
    client = visit(build())
    enter(client, "street", "410106001")
    answer = client.get("/data/v1/place/410106001?d=7&h=abc&unknown=1")
    assert answer.json() == {"code": "410106001", "root": "410106001", "days": 7}
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/data/v1/place/410106001").json()["days"] == 30


def test_a_figure_is_asked_in_the_scope_of_the_session(build):
    client = visit(build())
    enter(client, "street", "410106001")
    answer = client.get("/data/v1/figure/overdue?d=7")
    assert answer.json() == {"key": "overdue", "root": "410106001", "days": 7}
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/data/v1/figure/overdue?d=0").status_code == 400


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/data/v1/place/410199", 404, "没有编码为 410199 的地方"),
        ("/data/v1/place/%3Cscript%3E", 400, "写法不对"),
        ("/data/v1/place/" + "1" * 400, 400, "写法不对"),
        ("/data/v1/place/410106?d=0", 400, "1 到 366"),
        ("/data/v1/place/410106?d=-3", 400, "1 到 366"),
        ("/data/v1/place/410106?d=x", 400, "1 到 366"),
        ("/data/v1/place/410106?d=", 400, "1 到 366"),
        ("/data/v1/place/410106?d=" + "9" * 5000, 400, "1 到 366"),
        ("/data/v1/place/410106?d=%EF%BC%93", 400, "1 到 366"),
        ("/data/v1/find?q=" + "a" * 65, 400, "搜索词太长"),
        ("/data/v1/place/refused", 403, "不行。"),
        ("/data/v1/place/bad", 400, "不对。"),
        ("/data/v1/place/down", 503, "库坏了。"),
        ("/data/v1/place/broken", 500, "服务器内部出错"),
    ],
)
def test_every_fault_is_a_chinese_sentence_with_a_remedy(client, path, status, words, caplog):
    answer = client.get(path)
    assert answer.status_code == status
    told = answer.json()
    assert words in told["error"] + told["remedy"]
    assert told["remedy"]
    assert "张三" not in caplog.text


def test_find_hands_on_the_text(client):
    assert client.get("/data/v1/find", params={"q": " 济源路 3 号 "}).json() == {"q": "济源路 3 号", "root": "410106"}
    assert client.get("/data/v1/find").json()["q"] == ""


def test_the_library_is_public_compressed_and_kept_for_good(build, lib):
    client = visit(build())
    answer = client.get("/lib/0123456789ab/map.mjs", headers={"accept-encoding": "gzip"})
    assert answer.content == (lib / "0123456789ab" / "map.mjs").read_bytes()
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = client.get("/lib/0123456789ab/map.mjs", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    font = client.get("/lib/0123456789ab/a.woff2")
    assert font.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in font.headers
    assert client.get("/lib/notice.txt").headers["cache-control"] == "public, no-cache"


def test_a_rebuilt_file_is_served_anew(build, lib):
    client = visit(build())
    path = lib / "notice.txt"
    assert client.get("/lib/notice.txt").text == "text"
    path.write_text("other text", encoding="utf-8")
    assert client.get("/lib/notice.txt").text == "other text"


@pytest.mark.parametrize(
    "path", ["/lib/x.mjs", "/lib/", "/lib/0123456789ab", "/lib/0123456789ab/map.py", "/lib/%E5%BC%A0.js"]
)
def test_what_is_not_in_the_library_is_not_there(build, path):
    assert visit(build()).get(path).status_code == 404


def test_a_link_out_of_the_library_leads_nowhere(build, lib):
    try:
        (lib / "out.json").symlink_to(lib.parent / "secret.json")
    except OSError:
        pytest.skip("this system makes no links without rights")
    assert visit(build()).get("/lib/out.json").status_code == 404


def test_a_missing_build_says_how_to_build(build, tmp_path):
    answer = visit(build(lib=tmp_path / "none")).get("/lib/0123456789ab/map.mjs")
    assert answer.status_code == 503
    assert "还没有构建" in answer.json()["error"]
    assert "make run" in answer.json()["remedy"]


def test_gzip_of_the_library_is_made_once(build, monkeypatch):
    calls = []
    real = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda *a, **k: calls.append(1) or real(*a, **k))
    client = visit(build())
    for _ in range(3):
        client.get("/lib/0123456789ab/map.mjs")
    assert len(calls) == 1
