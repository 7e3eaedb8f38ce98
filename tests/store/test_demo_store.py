"""The demo store appears whole or not at all, and never in the place of real data."""

from pathlib import Path

import pytest

from data import open_store
from data.demo_store import make_demo
from data.loading import confirm
from data.readers.stage import stage
from data.summary import sentences, summary
from data.vault import locate
from geo.model.errors import BadInput, StoreError
from tests.worlds import COUNTS, event, gbk_csv, write_world


@pytest.fixture
def url(tmp_path):
    return locate(f"sqlite:///{(tmp_path / 'var' / 'grid.db').as_posix()}")


def world(folder, _bar):
    write_world(folder)


def held(url):
    store = open_store(str(url))
    counts = summary(store)
    store.close()
    return counts


def test_the_demo_is_synthetic_and_counted(url):
    assert make_demo(url, write=world)
    counts = held(url)
    assert counts["grids"] == COUNTS
    assert counts["synthetic"]
    assert "演示数据" in sentences(counts)[-1]


def test_a_second_time_does_nothing_unless_forced(url):
    make_demo(url, write=world)
    before = held(url)
    assert not make_demo(url, write=world)
    assert held(url) == before
    assert make_demo(url, write=world, force=True)
    assert held(url)["version"] != before["version"]


def test_real_data_are_never_replaced(url, tmp_path):
    store = open_store(str(url), create=True)
    gbk_csv(tmp_path / "事件.csv", [event(1, 113.2, 34.8)])
    confirm(store, stage([tmp_path / "事件.csv"], datum="WGS84", store=store), "me")
    store.close()
    with pytest.raises(StoreError, match="真实数据"):
        make_demo(url, write=world, force=True)
    assert held(url)["events"] == 1


def test_a_demo_with_faults_leaves_the_old_store(url):
    make_demo(url, write=world)
    before = held(url)

    def broken(folder, _bar):
        write_world(folder)
        gbk_csv(folder / "走访.csv", [{"编号": "N1", "户编号": "H999", "时间": "2026-11-01"}])

    with pytest.raises(BadInput, match="1 处问题"):
        make_demo(url, write=broken, force=True)
    assert held(url) == before
    assert [path.name for path in url_folder(url)] == ["grid.db"]


def test_a_stop_in_the_middle_leaves_nothing(url):
    def stopped(_folder, _bar):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(url, write=stopped)
    assert list(url_folder(url)) == []


def url_folder(url):
    folder = Path(str(url.database)).parent
    return sorted(folder.iterdir()) if folder.exists() else []
