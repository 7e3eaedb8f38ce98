"""What reaches a browser holds no small counts, no restricted group and no person, whoever looks."""

import json
import re

import pytest

from geo.model.scope import Role
from tests.door.clients import Visitor
from tests.e2e.people import COMMUNITY, DISTRICT, L3, MICRO, OTHER_STREET, ROOTS, STREET, at_home, enter
from tests.shots.views import live

pytestmark = pytest.mark.e2e
SMALL = range(1, 10)
FINE = {"l3", "micro", "dedicated"}
PERSON = re.compile(r"\bH\d{6}(-\d+)?\b|\bT\d{6}\b|special_care|身份证")


@pytest.fixture(scope="module")
def fetched(browser, server):
    """Everything a leader's browser got from the data routes: landing, every layer, several cards."""
    visitor = enter(browser, server.url)
    bodies = {}

    def keep(answer):
        if "/data/v1/" in answer.url and answer.status == 200:
            bodies[answer.url.split("/data/v1/")[1]] = answer

    visitor.on("response", keep)
    page = visitor.new_page()
    page.goto(server.url)
    live(page)
    for key in ("nine", "events", "hexes", "dedicated", "circles"):
        page.evaluate("key => window.__ogm.toggle(key)", key)
        page.wait_for_timeout(200)
    for code in ("410106-Z2", COMMUNITY, L3, MICRO):
        at_home(page, code)
    page.wait_for_timeout(800)
    read = {name: answer.body() for name, answer in bodies.items()}
    visitor.close()
    return read


def loaded(fetched, start):
    return [json.loads(body) for name, body in fetched.items() if name.startswith(start)]


def test_the_landing_was_recorded(fetched):
    kinds = {re.split(r"[./?]", name)[0] for name in fetched}
    assert {"manifest", "places", "zones", "l2", "l3", "micro", "nine", "events", "place"} <= kinds


def test_no_person_and_no_restricted_group_is_in_any_answer(fetched):
    for name, body in fetched.items():
        text = body.decode("utf-8", "replace")
        found = PERSON.search(text)
        assert found is None, (name, found)


def test_counts_of_households_and_people_below_a_community_are_never_small(fetched):
    (table,) = loaded(fetched, "places.")
    for level, households, people in zip(table["level"], table["hh"], table["ppl"], strict=True):
        if level in FINE:
            assert households not in SMALL
            assert people not in SMALL
    for name, body in fetched.items():
        if name.split(".")[0] in FINE:
            for feature in json.loads(body)["features"]:
                for key in ("households", "people", "hh", "ppl", "户数", "人数"):
                    assert feature["properties"].get(key) not in SMALL, (name, feature["properties"])


def test_no_cell_of_the_nine_colours_is_small(fetched):
    (layer,) = loaded(fetched, "nine.")
    cells = [value for feature in layer["features"] for _, value in feature["properties"]["cells"]]
    assert cells
    assert not [value for value in cells if value in SMALL]
    cards = [card["card"] for card in loaded(fetched, "place/") if card["card"]]
    assert len(cards) >= 3
    for card in cards:
        if card["nine"]:
            assert not [cell for cell in card["nine"]["cells"] if cell["value"] in SMALL]


def test_the_cards_of_grids_hold_no_small_household_counts(fetched):
    for told in loaded(fetched, "place/"):
        if told["level"] not in FINE:
            continue
        for fact in told["card"]["facts"]:
            assert fact["unit"] not in ("户", "人") or fact["value"] not in SMALL, fact
        visits = told["card"]["visits"]
        if visits:
            assert visits["done"] not in SMALL
            assert visits["due"] not in SMALL


def test_no_leader_or_planner_or_admin_gets_small_cells_from_any_community(server):
    for role in (Role.LEADER, Role.PLANNER, Role.ADMIN):
        person = Visitor(server.port)
        person.enter(role, ROOTS[role])
        for code in (DISTRICT, "410106-Z1", STREET, COMMUNITY, L3, MICRO, f"{COMMUNITY}901"):
            answer = person.ask("GET", f"/data/v1/place/{code}?d=90")
            assert answer.status == 200, (role, code)
            assert PERSON.search(answer.body.decode()) is None
            card = json.loads(answer.body)["card"]
            if card and card["nine"]:
                assert not [cell for cell in card["nine"]["cells"] if cell["value"] in SMALL], (role, code)


def test_a_street_gets_nothing_of_another_street(server, fetched):
    person = Visitor(server.port)
    person.enter("street", STREET)
    assert person.ask("GET", f"/data/v1/place/{COMMUNITY}?d=30").status == 200
    for code in (f"{OTHER_STREET}001", OTHER_STREET, DISTRICT, "410106-Z1", f"DQ{OTHER_STREET}001"):
        assert person.ask("GET", f"/data/v1/place/{code}?d=30").status == 404, code
    for name in fetched:
        if not name.startswith(("place/", "find", "manifest?")):  # these answer each asker with his own
            assert person.ask("GET", f"/data/v1/{name}").status == 404, name
    for name in fetched:
        if name.startswith("manifest?"):
            answer = person.ask("GET", f"/data/v1/{name}", {"Accept-Encoding": "identity"})
            assert answer.status != 200 or json.loads(answer.body)["root"] == STREET
    found = json.loads(person.ask("GET", "/data/v1/find?q=EV2026").body)["rows"]
    assert found
    assert {row["code"][:9] for row in found if row["code"]} == {STREET}


def test_without_a_session_nothing_is_answered(server, fetched):
    stranger = Visitor(server.port)
    for name in fetched:
        assert stranger.ask("GET", f"/data/v1/{name}").status == 401, name
