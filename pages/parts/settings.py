"""Where things lie on this machine; the one place that reads the environment for the screens."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "pages" / "parts" / "shell.py"
DIST = Path(os.environ.get("OGM_WEB_DIST", ROOT / "web" / "dist"))
VAR = Path(os.environ.get("OGM_VAR", ROOT / "var"))
STORE_URL = os.environ.get("OGM_DATABASE_URL") or f"sqlite:///{(VAR / 'grid.db').as_posix()}"
START_CODE = os.environ.get("OGM_START_CODE") or None  # printed by tasks.py where the program was started
