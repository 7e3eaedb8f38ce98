"""Whatever a link or a disk gets wrong becomes one Chinese sentence with what to do; nothing is lost."""

import shutil

import pytest

from tests.browser import until
from tests.e2e.people import COMMUNITY, DISTRICT, enter, shows
from tests.e2e.watch import text_of
from tests.served import ROOT, copy_store, serve

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def leader(browser, server):
    visitor = enter(browser, server.url)
    yield visitor
    visitor.close()


@pytest.mark.parametrize(
    ("query", "said", "place"),
    [
        (
            f"place={COMMUNITY}&colour=red&days=12&engine=quantum",
            ("参数“colour”不认识", "时间段“12”不可用", "引擎“quantum”不认识"),
            COMMUNITY,
        ),
        ("place=410106099099&days=<script>", ("地点“410106099099”不存在", "不可用"), DISTRICT),
    ],
)
def test_a_link_that_says_something_wrong_is_mended_and_told(leader, server, query, said, place):
    """Every wrong part of one link has its sentence."""
    page = leader.new_page()
    page.goto(f"{server.url}/?{query}")
    for words in said:
        page.get_by_text(words).first.wait_for(timeout=30_000)
    shows(page, place)
    assert "Traceback" not in text_of(page)
    page.close()


def test_an_address_that_does_not_exist_is_a_sentence(leader, server):
    page = leader.new_page()
    page.goto(f"{server.url}/nowhere")
    until(page, "document.body.innerText.includes('没有这个地址，请从首页重新进入')")
    assert "Traceback" not in text_of(page)
    page.close()


def test_missing_corrupt_and_unbuilt_are_said_and_mended_without_a_restart(browser, tmp_path):
    """One server through all its misfortunes: no store, no database, no map component, and well again."""
    dist = tmp_path / "dist"
    with serve(store="none", env={"OGM_WEB_DIST": str(dist)}) as served:
        visitor = enter(browser, served.url)
        page = visitor.new_page()

        def says(*words):
            page.goto(served.url)
            page.get_by_test_id("stAlert").first.wait_for(timeout=60_000)
            told = text_of(page)
            assert "Traceback" not in told
            for word in words:
                assert word in told

        says("不存在", "python -m data demo")
        (served.var / "grid.db").write_bytes(b"not a database at all " * 400)
        says("数据库", "请")
        assert (served.var / "grid.db").read_bytes().startswith(b"not a database")  # untouched
        (served.var / "grid.db").unlink()
        copy_store(served.var / "grid.db")
        says("地图组件还没有构建", "make run")
        shutil.copytree(ROOT / "web" / "dist", dist)
        page.goto(served.url)
        shows(page, DISTRICT)
        assert page.get_by_test_id("stAlert").count() == 0
        visitor.close()
