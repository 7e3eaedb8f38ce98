"""What a power cut, a copy or a restore may not cost: nothing that was confirmed."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from data import audit, open_store
from data.__main__ import main
from data.backup import backup, restore, verify
from data.loading import confirm
from data.readers.stage import stage
from data.summary import summary
from geo.model.errors import StoreError
from tests.worlds import event, gbk_csv, write_world

ROOT = Path(__file__).resolve().parents[2]
KILLS = 5
ROWS = 3000

# Loads batch after batch; says B before, C after each commit, so that the parent knows what was acknowledged.
CHILD = """
import sys
from data import open_store
from data.loading import confirm
from data.readers.stage import stage
store = open_store(sys.argv[1])
staging = stage([sys.argv[2]], datum="CGCS2000", store=store)
good = staging.tables[0].good
for number in range(int(sys.argv[3]), 10_000):
    staging.tables[0].good = good.assign(code=good["code"] + f"-{number}")
    print("B", number, flush=True)
    confirm(store, staging, "child", synthetic=True)
    print("C", number, flush=True)
"""


def counts(path):
    """Events per batch number in the code, straight from the file."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return dict(
            db.execute(
                "SELECT substr(code, instr(code, '-') + 1), count(*) FROM event WHERE code LIKE '%-%' GROUP BY 1"
            )
        )


@pytest.mark.slow
def test_a_killed_load_is_whole_or_absent(store, tmp_path):
    """Five kills at random moments: every acknowledged batch is there, no batch is partial."""
    path = store.path
    store.close()
    source = tmp_path / "事件.csv"
    gbk_csv(source, [event(1, 113.2025, 34.8075, 事件编号=f"K{i}") for i in range(ROWS)])
    rng = random.Random(7)
    acknowledged: list[int] = []
    begun = 0
    for _ in range(KILLS):
        arguments = [sys.executable, "-c", CHILD, f"sqlite:///{path.as_posix()}", str(source), str(begun)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
            assert child.stdout is not None
            said = child.stdout.readline().split()  # B: the first load has begun
            timer = threading.Timer(rng.uniform(0.0, 0.3), child.kill)
            timer.start()
            while said:
                begun = max(begun, int(said[1]) + 1)
                if said[0] == "C":
                    acknowledged.append(int(said[1]))
                said = child.stdout.readline().split()
            timer.join()
        found = counts(path)
        assert set(found.values()) <= {ROWS}
        assert {str(number) for number in acknowledged} <= set(found)
    with open_store(f"sqlite:///{path.as_posix()}").reading() as db:
        assert audit.first_break(db) is None


def test_a_backup_while_others_write_is_one_whole_moment(store, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            with store.command("writer", "test") as db:
                db.exec_driver_sql("UPDATE household SET people = people + 1")

    writer = threading.Thread(target=write)
    writer.start()
    copies = [backup(store, tmp_path / f"copy{i}.db") for i in range(3)]
    stop.set()
    writer.join()
    for copy in copies:
        with closing(sqlite3.connect(copy.path)) as db:
            added = {
                people - 1 - int(code[1:]) % 4 for code, people in db.execute("SELECT code, people FROM household")
            }
        assert len(added) == 1


def test_backup_and_restore_are_equal(store, tmp_path):
    before = summary(store)
    copy = backup(store)
    gbk_csv(tmp_path / "事件.csv", [event(19, 113.2025, 34.8075)])
    confirm(store, stage([tmp_path / "事件.csv"], datum="WGS84", store=store), "me", synthetic=True)
    assert summary(store) != before
    store.close()
    version, kept = restore(copy.path, store.url)
    again = open_store(str(store.url))
    assert summary(again) == before
    assert version == before["version"] == copy.version
    assert kept is not None
    assert kept.exists()
    assert not list(store.path.parent.glob("*.restoring*"))
    again.close()


def test_a_store_in_use_is_not_restored(store, tmp_path):
    copy = backup(store, tmp_path / "copy.db")
    before = summary(store)
    with store.command("me", "test"), pytest.raises(StoreError, match="使用中"):
        restore(copy.path, store.url)
    assert summary(store)["events"] == before["events"]


def test_a_broken_store_can_be_restored(store, tmp_path):
    copy = backup(store, tmp_path / "copy.db")
    path = store.path
    store.close()
    path.write_bytes(b"broken" * 1000)
    restore(copy.path, store.url)
    assert summary(open_store(str(store.url)))["events"] == 10


def test_a_changed_backup_is_refused(store, tmp_path):
    copy = backup(store, tmp_path / "copy.db")
    content = bytearray(copy.path.read_bytes())
    content[-100] ^= 1
    copy.path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="校验值"):
        verify(copy.path)


@pytest.mark.parametrize("content", [b"", b"nothing of ours" * 400])
def test_a_file_that_is_no_backup_is_refused(content, store, tmp_path):
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(StoreError):
        restore(tmp_path / "x.db", store.url)
    with pytest.raises(StoreError, match="不存在"):
        restore(tmp_path / "none.db", store.url)
    assert summary(store)["events"] == 10


def test_a_backup_is_never_overwritten_and_memory_has_none(store, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"mine")
    with pytest.raises(StoreError, match="已存在"):
        backup(store, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="内存"):
        backup(open_store("sqlite://"))


class Said(NamedTuple):
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run commands on a store of their own, from another folder."""
    monkeypatch.setenv("OGM_DATABASE_URL", f"sqlite:///{(tmp_path / 'cli.db').as_posix()}")
    monkeypatch.setenv("OGM_VAR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        code = main([str(word) for word in arguments])
        return Said(code, *capsys.readouterr())

    return command


def test_a_command_is_a_program_of_its_own(tmp_path):
    """Started from another folder, it says in UTF-8 what is wrong, and nothing of its insides."""
    environment = {"OGM_DATABASE_URL": f"sqlite:///{(tmp_path / 'none.db').as_posix()}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "data", "summary"],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment | {"PYTHONIOENCODING": "utf-8"},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1
    assert "不存在" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_from_empty_to_restored(tmp_path, run):
    world = tmp_path / "world"
    write_world(world)
    assert "不存在" in run("summary").stderr
    assert run("init").returncode == 0
    asked = run("load", world, "--datum", "CGCS2000", "--report", tmp_path / "r.xlsx")
    assert asked.returncode == 3
    assert (tmp_path / "r.xlsx").exists()
    assert run("load", world, "--yes").returncode == 1  # no datum told
    assert run("load", world, "--datum", "CGCS2000", "--yes").returncode == 0
    told = json.loads(run("summary", "--json").stdout)
    version = told.pop("version")
    assert told == {
        "grids": {"L1": 1, "L2": 2, "L3": 4, "dedicated": 2, "micro": 8},
        "zones": 1,
        "centres": 2,
        "people": 40,
        "households": 16,
        "events": 10,
        "tags": 11,
        "outline_km2": 2.03,
        "synthetic": False,
    }
    assert "问题" not in run("check").stdout
    assert "真实数据" in run("demo", "--force").stderr
    assert run("backup", tmp_path / "b.db").returncode == 0
    assert run("undo", "1").returncode == 0
    assert version in run("restore", tmp_path / "b.db").stdout
    (tmp_path / "cli.db").write_bytes(b"broken" * 999)
    assert "损坏" in run("summary").stderr
