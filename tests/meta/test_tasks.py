"""The command line says what is wrong in one sentence, without a traceback."""

import os
import socket
import subprocess
import sys

from tests.served import ROOT

# Set-up is not the question here, and must not run from inside a test.
RUN = "import sys, tasks; tasks.venv = tasks.web = tasks.faces = tasks.store = lambda **_: None; sys.exit(tasks.main())"


def typed(*words, env=None):
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **(env or {})},
        timeout=120,
    )


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = typed("-c", RUN, "run", "--port", str(port))
    assert done.returncode == 1
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1
    assert f"端口 {port} 已被占用" in said
    assert "make run PORT=" in said
    assert "Traceback" not in done.stdout + done.stderr


def test_a_broken_data_file_is_said_in_sentences(tmp_path):
    url = f"sqlite:///{(tmp_path / 'grid.db').as_posix()}"
    assert typed("-m", "data", "init", env={"OGM_DATABASE_URL": url}).returncode == 0
    broken = tmp_path / "网格.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    done = typed("-m", "data", "load", str(broken), "--yes", env={"OGM_DATABASE_URL": url})
    assert done.returncode == 1
    assert "网格.gpkg" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_missing_store_is_said_with_what_to_do(tmp_path):
    url = f"sqlite:///{(tmp_path / 'none.db').as_posix()}"
    done = typed("-m", "data", "summary", env={"OGM_DATABASE_URL": url})
    assert done.returncode == 1
    assert "python -m data demo" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none.db").exists()
