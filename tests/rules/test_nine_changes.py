"""The month's changes of the nine colours: only what may be shown, the same for every scope of a leader."""

import pandas as pd
import pytest

from geo.model.scope import Role
from geo.rules.nine_changes import changes
from tests.rules.world import AS_OF, DISTRICT, World, scope


def tags(rows):
    return pd.DataFrame(rows, columns=["group", "valid_from", "valid_to"]).astype(
        {"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}
    )


class Changed(World):
    def tags(self, who):
        self.asked = who
        this, last = AS_OF.replace(day=3), AS_OF.replace(month=10)
        rows = [("g0", this, None)] * 12 + [("g0", last, None)] * 50 + [("g0", last, this)] * 10
        rows += [("g1", this, None)] * 9 + [("g1", last, this)] * 4 + [("g6", this, None)] * 30
        return tags(rows)


def test_small_changes_are_hidden_and_none_is_nought():
    found = changes(Changed(), scope())
    assert found.loc["g0"].tolist() == [12, 10]
    assert found.loc["g1"].isna().all()
    assert found.loc["g8"].tolist() == [0, 0]


def test_restricted_groups_are_not_counted_at_all():
    assert "g6" not in changes(Changed(), scope()).index


def test_a_street_has_a_limit_of_its_own():
    found = changes(Changed(), scope(Role.STREET, "410106001"))
    assert found.loc["g1", "began"] == 9
    assert pd.isna(found.loc["g1", "ended"])


@pytest.mark.parametrize("root", [DISTRICT, "410106-Z1", "410106001"])
def test_for_leaders_the_whole_district_is_counted_whatever_their_root(root):
    world = Changed()
    assert changes(world, scope(Role.LEADER, root)).loc["g0", "began"] == 12
    assert world.asked.root == DISTRICT


def test_an_empty_register_has_changed_nothing():
    class Empty(World):
        def tags(self, who):
            assert who.root == DISTRICT
            return tags([])

    assert (changes(Empty(), scope()) == 0).all(axis=None)
