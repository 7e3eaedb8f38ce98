"""What the documents tell people to type exists, and the words of the glossary are the words of the code."""

import re
import subprocess
import sys

import pytest

from tests.meta.files import texts
from tests.served import ROOT

TASKS = set(re.findall(r'^    "(\w+)": \1,$', (ROOT / "tasks.py").read_text(encoding="utf-8"), re.MULTILINE))
TOLD = {name: text for name, text in texts() if name.endswith(".md") and not name.startswith("data/")}
# Words of the glossary whose feature is yet to come; a word leaves the list when the code speaks it.
CHAIN = {"dispatched", "handled", "fed"}  # states of an event, kept in Chinese as the office writes them
TO_COME = {"building_lead", "clearance", "makeup_day", "smart_dispatch", "unverified"}


def test_the_makefile_forwards_every_task():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for task in TASKS:
        assert re.search(rf"^(\w+ )*{task}( \w+)*:", text, re.MULTILINE), task


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_has_the_two_commands(name):
    assert "make run" in TOLD[name]
    assert "make test" in TOLD[name]


def test_every_command_in_the_documents_exists():
    for name, text in TOLD.items():
        for task in re.findall(r"(?:`|^\s*)make ([a-z]+)", text, re.MULTILINE):
            assert task in TASKS, (name, task)
        for task in re.findall(r"python3? tasks\.py ([a-z]+)", text):
            assert task in TASKS, (name, task)


def test_every_data_command_in_the_documents_exists():
    told = subprocess.run(
        [sys.executable, "-m", "data", "--help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=None,
    ).stdout
    for name, text in TOLD.items():
        for command in re.findall(r"python3? -m data ([a-z]+)", text):
            assert re.search(rf"^\s+{command}\s", told, re.MULTILINE), (name, command)


def test_every_link_in_the_documents_leads_somewhere():
    for name, text in TOLD.items():
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            place = (ROOT / name).parent / target
            assert place.exists(), (name, target)


def test_the_words_of_the_glossary_are_the_words_of_the_code():
    code = "\n".join(text for name, text in texts() if name.startswith(("geo/", "data/", "pages/", "web/src/")))
    spoken = set(re.findall(r"[A-Za-z_][a-z_0-9]+", code)) | set(re.findall(r"[a-z0-9]+", code))
    rows = [line.split("|")[2] for line in TOLD["docs/glossary.md"].splitlines() if line.startswith("| ")][1:]
    words = {word for cell in rows for word in re.findall(r"\b[a-z][a-z_0-9]*\b", cell)}
    assert words - spoken <= CHAIN | TO_COME
