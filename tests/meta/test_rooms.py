"""The list of screens, the files on the disk and the addresses are one and the same."""

import re

from data.readers import READERS
from geo.metrics import METRICS
from geo.model.scope import Role
from pages.parts.rooms import ROOMS, allowed
from tests.served import ROOT

PAGES = ROOT / "pages"


def test_every_screen_has_its_file_and_every_file_its_screen():
    on_disk = {
        path.relative_to(PAGES).as_posix()
        for path in PAGES.glob("*/*.py")
        if path.name != "__init__.py" and path.parent.name != "parts"
    }
    assert {screen.file for screen in ROOMS} == on_disk


def test_streamlit_finds_no_page_by_itself():
    """A file directly in pages/ would become a page of its own, past the list and its roles."""
    assert [path.name for path in PAGES.glob("*.py")] == ["__init__.py"]


def test_addresses_are_plain_unique_and_not_taken():
    keys = [screen.key for screen in ROOMS]
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", key)
        assert key not in {"login", "logout", "session", "data", "lib", "static", "media", "component", "app"}


def test_every_role_starts_on_the_map():
    for role in Role:
        assert allowed(role)[0].key == "onemap"


def test_every_room_has_a_door_in_the_navigation():
    assert {screen.room for screen in ROOMS} == {screen.room for screen in ROOMS if screen.listed}


def test_every_reader_and_figure_is_in_its_list():
    readers = {path.stem for path in (ROOT / "data" / "readers").glob("*.py") if "\nREADER = " in read(path)}
    assert len(readers) == len(READERS)
    figures = {path.stem for path in (ROOT / "geo" / "metrics").glob("*.py") if "\nMETRIC = " in read(path)}
    assert len(figures) == len(METRICS)


def read(path):
    return path.read_text(encoding="utf-8")


def test_the_style_sheet_lights_every_room():
    style = (ROOT / "web" / "src" / "page.css").read_text(encoding="utf-8")
    for at, screen in enumerate(ROOMS):
        rule = f'[data-door="{screen.key}"]) [data-testid="stTopNavLink"][href$="/{screen.key if at else ""}"]'
        assert (rule in style) == screen.listed, screen.key
