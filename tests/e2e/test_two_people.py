"""Two people at two computers, one server: neither sees or ends what is the other's, not by a link either."""

import pytest

from tests.e2e.people import DISTRICT, OTHER_STREET, STREET, at_home, enter, places, shows

pytestmark = pytest.mark.e2e


def test_two_roles_in_two_windows_share_nothing(browser, server):
    leader, street = enter(browser, server.url, "leader"), enter(browser, server.url, "street", root=OTHER_STREET)
    above, below = leader.new_page(), street.new_page()
    above.goto(server.url)
    below.goto(server.url)
    shows(above, DISTRICT)
    shows(below, OTHER_STREET)
    assert len([level for level in places(above)["level"] if level == "l2"]) == 65
    seen = [
        code for code, level in zip(*(places(below)[key] for key in ("code", "level")), strict=True) if level == "l2"
    ]
    assert seen
    assert all(code.startswith(OTHER_STREET) for code in seen)
    names = [{c["value"] for c in visitor.cookies() if "session" in c["name"]} for visitor in (leader, street)]
    assert names[0] & names[1] == set()
    at_home(above, f"{STREET}005")
    assert below.evaluate("window.__ogm.stats().place") == OTHER_STREET
    below.goto(f"{server.url}/?place={STREET}001")
    below.get_by_text("不在您的查看范围内").first.wait_for(timeout=30_000)
    shows(below, OTHER_STREET)
    below.get_by_role("button", name="退出").click()
    below.wait_for_url("**/login**")
    assert above.evaluate("fetch('/session').then(a => a.json()).then(s => s.role)") == "leader"
    at_home(above, DISTRICT)
    leader.close()
    street.close()
