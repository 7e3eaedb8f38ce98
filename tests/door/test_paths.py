"""Spellings: what is open, what is refused, and where a sign-in may lead."""

from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.door.paths import full_path, is_misspelt, is_open, safe_next

HOSTILE = [
    "",
    None,
    "https://evil.example/",
    "http:evil.example",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%2f%2fevil.example",
    "/%2F/evil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/%252f%252fevil.example",
    "/..//evil.example",
    "/../../etc",
    "/%2e%2e/x",
    "/a/..",
    "javascript:alert(1)",
    "data:text/html,x",
    " /x",
    "/ x",
    "/x\r\nSet-Cookie: a=b",
    "/x\0",
    "/login",
    "/login?next=/login",
    "/%6cogin",
    "/logout",
    "/session",
    "/data/v1/x.json",
    "/_stcore/metrics",
    "/media/x",
    "/" + "a" * 3000,
    "////evil.example",
    "/?//\\evil",
    "@evil.example/",
    "/static/x",
]
GOOD = [
    "/",
    "/onemap",
    "/onemap?place=410106001&d=30",
    "/onemap?q=%E4%BA%8B%E4%BB%B6&back=https://a//b",
    "/onemap?a=..",
    "/circles?x=1#part",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_next_leads_home(text):
    assert safe_next(text) == "/"


@pytest.mark.parametrize("text", GOOD)
def test_an_honest_next_comes_back_exactly(text):
    assert safe_next(text) == text


def test_chinese_text_in_a_next_is_encoded():
    assert safe_next("/onemap?q=事件") == "/onemap?q=" + quote("事件")


@given(st.text(alphabet=st.sampled_from("/\\.%25cCfFeE:@?#ahtp \t\r\n\0张&=")) | st.text())
def test_whatever_comes_in_stays_on_this_site(text):
    out = safe_next("/" + text)
    assert out.startswith("/")
    assert out.isascii()
    assert out.isprintable()
    for base in ("http://127.0.0.1:8501/login", "https://grid.example/login"):
        assert urlsplit(urljoin(base, out)).netloc == urlsplit(base).netloc
    assert safe_next(out) == out


def scope(raw, query=b""):
    return {
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": query,
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"/static/../media/x",
        b"/static/..%2fmedia/x",
        b"/static/%2e%2e/media/x",
        b"/static/%2E./media",
        b"//media/x",
        b"/static//x",
        b"/static\\..\\x",
        b"/static/%5c..%5cx",
        b"/static/%5Cx",
        b"/static/%00",
        b"/static/%0d%0a",
        b"/lib/%2fetc",
        b"/lib/%252e%252e/x/..",
        b"/%2e/login",
    ],
)
def test_spellings_no_honest_link_has_are_refused(raw):
    assert is_misspelt(scope(raw))


@pytest.mark.parametrize(
    "raw", [b"/", b"/onemap", b"/static/js/index.DormvYxC.js", b"/data/v1/l2.0a.json", b"/%E5%9B%BE"]
)
def test_honest_spellings_pass(raw):
    assert not is_misspelt(scope(raw))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/loginx",
        "/login/",
        "/login.css/x",
        "/staticx",
        "/static",
        "/lib",
        "/library/x",
        "/_stcore/healthz",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/media/x",
        "/component/other/index.html",
        "/component/streamlit_folium.st_foliumx/a",
        "/data/v1/x",
        "/session",
        "/logout",
        "/LOGIN",
    ],
)
def test_everything_else_is_closed(path):
    assert not is_open(path)


def test_the_full_path_is_the_browsers_own_spelling():
    assert full_path(scope(b"/a%20b", b"x=%E4&y")) == "/a%20b?x=%E4&y"
