"""服务圈 in Chromium with software GL: from the slider's move to the map that stands still again."""

import statistics

from tests.bench.probe import fresh
from tests.browser import chromium, sign_in, until
from tests.served import serve
from tests.shots.views import circles

STATS = "window.__ogm.stats().circles"
MOVES = (
    ("时限", 12),
    ("步速", 3.6),
    ("时限", 8),
    ("步速", 4.2),
    ("时限", 16),
    ("步速", 3),
    ("时限", 15),
    ("步速", 4.5),
)


def measure() -> dict[str, float]:
    """Move both sliders eight times each; positions differ, so nothing is answered from memory."""
    with serve() as served, chromium() as browser:
        page = fresh(browser)
        sign_in(page, served.url, "leader", then="/login")
        page.goto(f"{served.url}/circles")
        circles(page)
        page.wait_for_timeout(5000)
        slides = [_slide(page, title, value) for title, value in MOVES]
        return {"circles.slider_ms": statistics.median(slides), "circles.slider_max_ms": max(slides)}


def _slide(page: object, title: str, value: float) -> float:
    """Milliseconds from the slider's event to the repainted, settled map."""
    from_, before = page.evaluate(  # type: ignore[attr-defined]
        f"""([title, value]) => {{
            const before = {STATS}.ready.area;
            const input = document.querySelector(`.ogm-slide input[aria-label=${{title}}]`);
            const from = performance.now();
            input.value = value;
            input.dispatchEvent(new Event("input"));
            return [from, before];
        }}""",
        [title, value],
    )
    until(page, f"{STATS}.ready.area > {before}")  # type: ignore[arg-type]
    return page.evaluate(f"{STATS}.ready.area") - from_  # type: ignore[attr-defined]
