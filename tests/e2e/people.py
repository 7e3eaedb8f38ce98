"""Visitors who are already through the door, and the pages they may open."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from geo.model.scope import Role
from pages.parts.rooms import allowed
from tests.browser import context, until
from tests.door.clients import Visitor
from tests.shots.views import circles, counted, framed, live, still

DISTRICT, STREET, OTHER_STREET = "410106", "410106001", "410106002"
COMMUNITY, L3, MICRO = "410106001005", "410106001005003", "410106001005003002"
ROOTS = {
    Role.LEADER: DISTRICT,
    Role.PLANNER: DISTRICT,
    Role.STREET: STREET,
    Role.GRID_WORKER: L3,
    Role.ADMIN: DISTRICT,
}


READY = {
    "onemap": live,
    "circles": circles,
    "issues": counted,
    "relief": still("[data-testid=stDeckGlJsonChart] canvas"),
    "plans": still("[data-testid=stHeading]"),
    "edit": still("[data-testid=stHeading]"),
    "compare": still("[data-testid=stHeading]"),
    "review": still("[data-testid=stHeading]"),
    "nine": still(".ogm-ninetable"),
    "wall": still(".ogm-wallgo"),
    "load": still("[data-testid=stFileUploader]"),
    "health": still("[data-testid=stButton]"),
    "sheet": still("img.ogm-sheet"),
    "atlas": still("img.ogm-sheet"),
    "papers": still("[data-testid=stRadio]"),
    "light": framed,
    "community": live,
    "kiosk": live,
}
DESK = (1366, 768)


@dataclass(frozen=True)
class Stop:
    """One page as one role opens it."""

    role: Role
    key: str
    path: str

    def __str__(self) -> str:
        return f"{self.role}-{self.key}"

    def open(self, page: Page, url: str) -> None:
        """Go there and wait until it is drawn."""
        page.goto(url + self.path)
        READY[self.key](page)


def stops(role: Role) -> list[Stop]:
    """Every page the role may open, and the light map."""
    found = [Stop(role, screen.key, "/" if at == 0 else f"/{screen.key}") for at, screen in enumerate(allowed(role))]
    return [*found, Stop(role, "light", "/?engine=light")]


def enter(
    browser: Browser, url: str, role: Role | str = Role.LEADER, *, root: str = "", size: tuple[int, int] = DESK
) -> BrowserContext:
    """Return a visitor with a session, signed in without a browser's help: the door has tests of its own."""
    role = Role(role)
    person = Visitor(int(url.rsplit(":", 1)[1]))
    assert person.enter(role, root or ROOTS[role]).status == 303
    visitor = context(browser, *size)
    visitor.add_cookies([{"name": name, "value": value, "url": url} for name, value in person.cookies.items()])
    return visitor


def at_home(page: Page, place: str = DISTRICT) -> None:
    """Bring the open live map back to a place with its usual layers, and wait until its figures are there."""
    page.evaluate("code => window.__ogm.select(code)", place)
    shows(page, place)


def shows(page: Page, place: str) -> None:
    """Wait until the live map, its figures and the address name the place."""
    until(page, f"window.__ogm?.stats?.().place === '{place}'")
    until(page, "!document.querySelector('.ogm-rail .ogm-bone')")
    until(page, "window.__ogm.map.loaded() && !window.__ogm.map.isMoving()")


def spot(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Window position of a place on the live map, where a mouse can go."""
    x, y = page.evaluate(
        """([lon, lat]) => {
            const at = window.__ogm.map.project([lon, lat]);
            const box = window.__ogm.map.getCanvas().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        [lon, lat],
    )
    return x, y


def places(page: Page) -> dict[str, list]:
    """Return places.json as the open page has fetched it."""
    return page.evaluate(
        """async () => {
            const name = performance.getEntriesByType('resource').find(r => r.name.includes('/data/v1/places')).name;
            return (await fetch(name)).json();
        }"""
    )
