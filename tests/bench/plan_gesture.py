"""A planner's gesture in Chromium with software GL: from the click to the frame that shows the answer."""

import statistics

from tests.bench.probe import fresh
from tests.browser import chromium, sign_in, until
from tests.e2e.test_plan import TRIPLES, rest, spot
from tests.served import serve

ROUNDS = 6
OWN = "() => window.__plan.focus([...window.__plan.units.of('l2')].find(u => u.code === '410106001005').id, true)"


def measure() -> dict[str, float]:
    """Reassign one micro grid after another: the preview's click, the commit, the undo; medians."""
    seen: dict[str, list[float]] = {"preview": [], "commit": [], "undo": []}
    with serve() as served, chromium() as browser:
        page = fresh(browser)
        sign_in(page, served.url, "planner", then="/plans")
        page.get_by_label("新方案的名称").fill("测速")
        page.get_by_role("button", name="从现行网格起草").click()
        rest(page)
        page.evaluate(OWN)
        page.wait_for_timeout(2000)
        for each in page.evaluate(TRIPLES):
            rest(page)
            page.keyboard.press("Escape")
            page.mouse.click(*spot(page, each["at"][0]))
            page.mouse.click(*spot(page, each["target"]))
            rest(page)
            if not page.evaluate("!!window.__plan.pending"):
                continue
            for step, key, undone in (("preview", "", 0), ("commit", "Enter", 1), ("undo", "Control+z", 0)):
                if key:
                    page.evaluate("step => { delete window.__plan.timings[step]; }", step)
                    page.keyboard.press(key)
                    until(page, f"window.__plan.now.undo === {undone}")
                until(page, f"window.__plan.timings['{step}'] !== undefined")
                seen[step].append(page.evaluate("step => window.__plan.timings[step]", step))
            page.evaluate("() => { delete window.__plan.timings.preview; }")
            if len(seen["undo"]) == ROUNDS:
                break
    assert len(seen["undo"]) == ROUNDS, "too few edits were accepted"
    middle = {f"plan.gesture_{step}_ms": statistics.median(values) for step, values in seen.items()}
    return middle | {"plan.gesture_ms": max(middle.values())}
