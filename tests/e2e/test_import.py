"""导入: files in, the report, and nothing stored before the yes; and back again."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from data.store import open_store
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from tests.browser import until
from tests.e2e.people import COMMUNITY, DISTRICT, READY, enter
from tests.served import serve
from tests.worlds import event, gbk_csv

pytestmark = [pytest.mark.e2e, pytest.mark.own]
GOOD = [1, 2, 3]
ADMIN = Scope("e2e", Role.ADMIN, DISTRICT)


def code(number):
    """A number the demo district has not given."""
    return f"EV20261101001{90_000 + number}"


@pytest.fixture(scope="module")
def own():
    """A server of our own: this file writes."""
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def spot_inside(own):
    store = open_store(f"sqlite:///{(own.var / 'grid.db').as_posix()}")
    point = store.grids(ADMIN, Level.L2).loc[COMMUNITY].geometry.representative_point()
    store.close()
    return point.x, point.y


def numbers(own):
    """Which of our events the store holds now, read as the product reads."""
    store = open_store(f"sqlite:///{(own.var / 'grid.db').as_posix()}")
    held = set(store.events(ADMIN).index)
    store.close()
    return {n for n in GOOD if code(n) in held}


TOASTS = """new MutationObserver(() => {
    const shown = [...document.querySelectorAll('[data-testid=stToast]')].map(toast => toast.innerText);
    (window.__said ??= []).push(...shown);
}).observe(document, {childList: true, subtree: true, characterData: true})"""
SAID = "window.__said?.some(text => text.includes('{}'))"  # a toast goes away by itself, on a busy machine unseen


@pytest.fixture(scope="module")
def page(browser, own):
    visitor = enter(browser, own.url, "admin")
    page = visitor.new_page()
    page.add_init_script(TOASTS)
    page.goto(f"{own.url}/load")
    READY["load"](page)
    yield page
    visitor.close()


def test_a_good_and_a_broken_file_are_reported_kept_and_taken_back(page, own, spot_inside, tmp_path):
    gbk_csv(tmp_path / "好文件.csv", [event(n, *spot_inside, 事件编号=code(n)) for n in GOOD])
    faulty = [
        event(4, *spot_inside, 事件编号=code(4), 上报时间="昨天下午"),
        event(5, 2.35, 48.86, 事件编号=code(5)),
        event(6, *spot_inside, 事件编号=code(6), 小类编码="9999"),
    ]
    gbk_csv(tmp_path / "坏文件.csv", faulty)
    page.locator("input[type=file]").set_input_files([tmp_path / "好文件.csv", tmp_path / "坏文件.csv"])
    until(page, "document.body.innerText.includes('坏文件.csv')")
    page.get_by_test_id("stSelectbox").locator("input").click()
    page.get_by_role("option", name="CGCS2000").click()
    until(page, "document.querySelector('.stApp').dataset.testScriptState !== 'running'")
    page.get_by_role("button", name="读取并检查").click()
    page.get_by_text("检查结果：").wait_for(timeout=60_000)
    assert numbers(own) == set()

    with page.expect_download() as download:
        page.get_by_role("button", name="下载完整报告").click()
    book = CalamineWorkbook.from_filelike(BytesIO(download.value.path().read_bytes()))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    book.close()
    head = next(row for row in rows if row[0] == "文件" and "行" in row)
    assert {"文件", "行", "列", "问题", "怎么办"} <= set(head)
    at = {name: head.index(name) for name in head}
    found = [row for row in rows if row[0] == "坏文件.csv" and len(row) == len(head) and row[at["问题"]]]
    assert {row[at["列"]] for row in found} >= {"上报时间"}
    assert {row[at["行"]] for row in found} >= {2}
    assert all(row[at["问题"]] for row in found)
    assert numbers(own) == set()

    page.get_by_role("button", name="确认入库").click()
    until(page, SAID.format("批已保存"))
    assert numbers(own) == set(GOOD)

    page.get_by_text("我要撤销第 2 批").click()
    undo = page.get_by_role("button", name="撤销第")
    until(page, "[...document.querySelectorAll('button')].some(b => b.innerText.includes('撤销第') && !b.disabled)")
    undo.click()
    until(page, SAID.format("批已撤销"))
    assert numbers(own) == set()


def test_a_file_that_is_no_data_says_so(page, tmp_path):
    broken = tmp_path / "网格.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + b"\7" * 5000)
    page.reload()
    READY["load"](page)
    page.locator("input[type=file]").set_input_files(broken)
    until(page, "document.body.innerText.includes('网格.gpkg')")
    page.get_by_role("button", name="读取并检查").click()
    page.get_by_text("检查结果：").or_(page.get_by_test_id("stAlert")).first.wait_for(timeout=60_000)
    assert "Traceback" not in page.locator("body").inner_text()
    assert page.get_by_role("button", name="确认入库").count() == 0
