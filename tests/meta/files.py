"""What the repository holds: committed files and those about to be."""

import subprocess
from functools import cache
from pathlib import Path

from tests.served import ROOT

TEXT = {".py", ".md", ".toml", ".ts", ".mjs", ".json", ".css", ".html", ".yml", ".yaml", ".txt", ".cfg", ".js", ".mako"}
NAMED = {"Makefile", "LICENSE", "run", ".npmrc", ".gitignore"}
ASIDE = {".git", ".venv", "node_modules", "dist", "var", "build", "wheelhouse", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository; without git (an unpacked archive) every file that set-up did not make."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode("utf-8")
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not ASIDE & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in found if path.is_file())


def texts() -> list[tuple[str, str]]:
    """Return name and content of every text file."""
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix in TEXT or path.name in NAMED
    ]
