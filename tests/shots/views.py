"""Which pages are pictured, as whom, and when a page is ready for it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import until

COMMUNITY = "410106001005"
MICRO = "410106001005003002"


@dataclass(frozen=True)
class View:
    """One page as one role sees it."""

    name: str
    role: str | None  # None: nobody has signed in
    path: str
    ready: Callable[[Page], None]
    settle_ms: int = 1500  # before the picture: names fade in


def live(page: Page) -> None:
    """Wait until the live map has drawn everything."""
    until(page, "window.__ogm?.ready?.allPaint && window.__ogm.map.loaded()", timeout_s=90)


def still(selector: str, *, settle_ms: int = 200) -> Callable[[Page], None]:
    """Wait for an element, then until the script has stopped running."""

    def ready(page: Page) -> None:
        page.locator(selector).first.wait_for(timeout=60_000)
        until(page, "document.querySelector('.stApp')?.dataset.testScriptState !== 'running'")
        page.wait_for_timeout(settle_ms)

    return ready


def circles(page: Page) -> None:
    """Wait until the circles and their figures are drawn."""
    until(page, "window.__ogm?.stats?.().circles?.ready.area && window.__ogm.map.loaded()", timeout_s=90)


def counted(page: Page) -> None:
    """Wait until the look 诉求 has counted and painted."""
    until(page, "window.__ogm_issues?.stats().painted", timeout_s=90)


def framed(page: Page) -> None:
    """Wait for the light map inside its frame."""
    still("iframe")(page)
    page.frame_locator("iframe").first.locator(".leaflet-marker-icon").first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(1500)  # the frame tells Python its size, and the page may run once more


VIEWS = {
    view.name: view
    for view in (
        View("onemap", "leader", "/", live),
        View("community", "leader", f"/?place={COMMUNITY}", live),
        View("micro", "leader", f"/?place={MICRO}", live),
        View("nine", "leader", "/?layers=zones,l2,outline,labels,nine", live),
        View("circles", "leader", "/circles", circles),
        View("reach", "leader", "/circles?place=410106-Z4&kmh=3", circles),
        View("issues", "leader", "/issues?days=90", counted),
        View("relief", "leader", "/relief", still("[data-testid=stDeckGlJsonChart] canvas"), 2500),
        View("light", "leader", "/?engine=light", framed),
        View("signin", None, "/login", lambda page: page.locator("[data-role]").first.wait_for()),
        View("plans", "planner", "/plans", still("[data-testid=stHeading]")),
        View("sheet", "leader", "/sheet", still("img.ogm-sheet")),
        View("papers", "leader", "/papers", still("[data-testid=stButton]")),
        View("load", "admin", "/load", still("[data-testid=stFileUploader]")),
        View("health", "admin", "/health", still("[data-testid=stButton]")),
    )
}
SIZES = {"1366x768": (1366, 768), "1440x900": (1440, 900), "1920x1080": (1920, 1080), "390x844": (390, 844)}

# What the documents show: one of each page, and the sizes where the frame differs.
KEPT = (
    "onemap_1440x900",
    "onemap_1366x768",
    "onemap_1920x1080",
    "onemap_390x844",
    "community_1366x768",
    "community_390x844",
    "micro_1920x1080",
    "nine_1366x768",
    "circles_1366x768",
    "reach_1366x768",
    "issues_1366x768",
    "sheet_1366x768",
    "relief_1366x768",
    "light_1366x768",
    "signin_1366x768",
    "signin_390x844",
    "load_1366x768",
    "health_1366x768",
)
