"""九色 by building: for roles that may read the people there, only tags that hold, never the building's own number."""

import pandas as pd
import pytest

from geo.layers.nine import cells
from geo.model.scope import Role
from geo.model.view import ViewSpec
from geo.rules.nine_homes import homes
from tests.rules.world import AS_OF, World, scope

STREET = "410106001"


class Homes(World):
    """Two homes with tags: one has two groups, one tag of it has ended; a third home's building is unknown."""

    def households(self, who):
        building = [*self.buildings(who).index[:2], None]
        return pd.DataFrame({"building": building}, index=pd.Index(["H1", "H2", "H3"], name="code"))

    def tags(self, who):
        super().tags(who)
        last, gone = AS_OF.replace(month=10), AS_OF.replace(day=2)
        rows = [("H1", "g0", last, None), ("H1", "g1", last, None), ("H1", "g1", last, None), ("H1", "g2", last, gone)]
        rows += [("H2", "g6", last, None), ("H2", "g0", last, None), ("H3", "g0", last, None)]
        frame = pd.DataFrame(rows, columns=["household", "group", "valid_from", "valid_to"])
        return frame.astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def test_tags_that_hold_are_counted_by_building_most_first():
    found = homes(Homes(), scope(Role.STREET, STREET))
    assert found["cells"].tolist() == [[["g1", 2], ["g0", 1]], [["g0", 1]]]  # g6 is restricted below T2
    assert found.geometry.is_valid.all()


@pytest.mark.parametrize("role", [Role.LEADER, Role.PLANNER, Role.ADMIN])
def test_who_sees_counts_of_places_gets_no_building(role):
    assert homes(Homes(), scope(role)).empty
    assert not cells(Homes(), scope(role), ViewSpec(place="410106"))["near"].notna().any()


def test_what_leaves_names_the_micro_grid_and_no_building():
    world = Homes()
    sent = cells(world, scope(Role.STREET, STREET), ViewSpec(place=STREET))
    near = sent[sent["near"].notna()]
    assert len(near) == 2
    assert not set(near.index) & set(world.buildings(scope()).index)
    assert near.index.str.fullmatch(r"\d{18}:\d+").all()
    assert sent.index.is_unique


def test_an_empty_register_has_no_buildings():
    assert homes(World(), scope(Role.STREET, STREET)).empty
