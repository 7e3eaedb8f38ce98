"""The smallest app behind the real door; started by `streamlit run` in a process of its own."""

import os
import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from data.blobs import Blobs  # noqa: E402  the path must be set first
from data.signin import open_signins  # noqa: E402
from tests.door import world  # noqa: E402

FOLDER = Path(os.environ["GRID_TEST_FOLDER"])
SIGNINS = open_signins(FOLDER / "sessions.db", idle_s=float(os.environ.get("GRID_TEST_IDLE", "1800")))
ROUTES, DOOR = world.parts(SIGNINS, Blobs(FOLDER / "blobs"), Path(os.environ.get("GRID_TEST_LIB", FOLDER / "lib")))

app = st.App(Path(os.environ.get("GRID_TEST_SCRIPT", HERE / "script.py")), routes=ROUTES, middleware=[DOOR])
