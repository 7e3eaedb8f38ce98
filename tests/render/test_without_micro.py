"""A district whose micro grids are still to come: its map is drawn, and what cannot be counted says why."""

import pytest

from data.loading import confirm
from data.readers.stage import stage
from data.store import open_store
from geo.metrics.rail import rail
from geo.model.errors import NotReady
from geo.model.scope import Role, Scope
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.render.sheet import Material, compose
from tests.worlds import L1, L2S, ZONE, gdf, units

PLACES = ("410106", ZONE, L1, L2S[0], f"{L2S[0]}001")
LEADER = Scope("t", Role.LEADER, "410106")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    for layer, rows in units().items():
        if layer != "微网格":
            gdf(rows).to_file(folder / "网格.gpkg", layer=layer, driver="GPKG")
    book = open_store(f"sqlite:///{(folder / 'grid.db').as_posix()}", create=True)
    staging = stage([folder / "网格.gpkg"], datum="CGCS2000", store=book)
    assert not staging.all_faults
    confirm(book, staging, "t", synthetic=True)
    yield book
    book.close()


@pytest.mark.parametrize("place", PLACES)
def test_a_figure_that_cannot_be_counted_says_why(bare, place):
    told = rail(bare, LEADER, place, 30)
    assert {tile["text"] for tile in told["tiles"]} == {"—"}
    assert {tile["why"] for tile in told["tiles"]} == {"— 这里还没有微网格，数不出来"}


def test_a_sheet_of_figures_is_refused_and_a_plain_one_is_drawn(bare):
    rows = Material(bare, LEADER, Mode.MEETING, 30)
    with pytest.raises(NotReady, match="微网格"):
        compose(rows, SheetSpec(ViewSpec("410106"), template="wide"))
    assert compose(rows, SheetSpec(ViewSpec("410106"), template="view")).title
