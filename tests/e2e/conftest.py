"""Browser tests share one server and one browser; each file may keep one page open."""

from collections.abc import Iterator

import pytest

from tests.browser import until
from tests.e2e.people import enter
from tests.shots.views import live


@pytest.fixture(scope="module")
def desk(browser, server) -> Iterator:
    """A leader's live map, open and drawn, for all tests of a file."""
    visitor = enter(browser, server.url)
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.new_page()
    page.goto(server.url)
    live(page)
    until(page, "document.querySelector('.ogm-rank li')")
    yield page
    visitor.close()
