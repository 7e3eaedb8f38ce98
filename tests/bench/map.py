"""The live map in Chromium with software GL: paint, bytes, CPU, memory, answers; medians of several runs."""

import statistics
import time

from tests.bench.probe import asked_by, bytes_of, cpu_s, fresh, renderer_mb, still_ms, watch
from tests.browser import chromium, sign_in, until
from tests.served import serve

RUNS = 5
TOGGLES = ("l2", "coverage", "events", "hexes", "nine", "dedicated")
# The scene is every grid, circle, event and tag at once; these are other pictures of the same circles.
PICTURES = ("bands", "overlap", "catchments")


def measure() -> dict[str, float]:
    """Measure the full scene for the leader of the whole district, warm server, empty browser cache."""
    figures: dict[str, list[float]] = {}

    def note(key: str, value: float) -> None:
        figures.setdefault(f"map.{key}", []).append(value)

    with serve() as served, chromium() as browser:
        warm = fresh(browser)
        sign_in(warm, served.url, "leader")
        until(warm, "window.__ogm?.ready?.allPaint")
        known = warm.evaluate("async () => (await (await fetch('/data/v1/manifest')).json()).layers.map(l => l.key)")
        every = ",".join(key for key in known if key not in PICTURES)
        places = warm.evaluate("window.__ogm.map && Object.keys(window.__ogm.map.getStyle().sources).length")
        assert places, "the map has no sources"
        warm.context.close()
        for _ in range(RUNS):
            page = fresh(browser)
            sign_in(page, served.url, "leader", then="/login")
            page.goto("about:blank")
            traffic, asked = watch(page), asked_by(page)
            page.goto(f"{served.url}/?layers={every}")
            until(page, "window.__ogm?.ready?.allPaint")
            ready = page.evaluate("window.__ogm.ready")
            note("first_paint_ms", ready["firstPaint"])
            note("all_paint_ms", ready["allPaint"])
            page.wait_for_timeout(5000)  # the finer levels follow, unseen, after the last paint
            note("renderer_mb", renderer_mb())
            note("ws_load_bytes", traffic.ws_in + traffic.ws_out)
            note("download_bytes", bytes_of(asked, "/data/v1/"))
            note("lib_bytes", bytes_of(asked, "/lib/"))
            note("framework_bytes", bytes_of(asked, "/static/"))
            for key in TOGGLES:
                for _ in range(2):
                    note("toggle_ms", _toggle(page, key))
            _clicks(page, served.pid, traffic, note)
            note("renderer_worked_mb", renderer_mb())  # after twelve switches and eight communities, uncollected
            page.context.close()
        page = fresh(browser)
        sign_in(page, served.url, "leader", then="/login")
        started = time.monotonic()
        page.goto(f"{served.url}/?layers={every}")
        note("picture_ms", still_ms(page, started))
    return {key: statistics.median(values) for key, values in figures.items()} | {
        "map.toggle_max_ms": max(figures["map.toggle_ms"]),
        "map.click_max_ms": max(figures["map.click_ms"]),
    }


def _toggle(page: object, key: str) -> float:
    """Milliseconds from the switch to the repainted map."""
    return page.evaluate(  # type: ignore[attr-defined]
        """async key => {
            const mark = performance.getEntriesByName('ogm:toggle').length;
            const from = performance.now();
            window.__ogm.toggle(key);
            while (performance.getEntriesByName('ogm:toggle').length === mark) {
                await new Promise(requestAnimationFrame);
                if (performance.now() - from > 20000) throw new Error('no repaint of ' + key);
            }
            return performance.getEntriesByName('ogm:toggle').at(-1).startTime - from;
        }""",
        key,
    )


def _clicks(page: object, pid: int, traffic: object, note: object) -> None:
    """Click communities on the map: time to the card, bytes and CPU of the rerun that follows."""
    codes = page.evaluate(  # type: ignore[attr-defined]
        "fetch(performance.getEntriesByType('resource').find(r => r.name.includes('/data/v1/places')).name)"
        ".then(r => r.json()).then(p => p.code.filter((c, i) => p.level[i] === 'l2').slice(5, 13))"
    )
    cpu, n = cpu_s(pid), 0
    traffic.reset()  # type: ignore[attr-defined]
    for code in codes:
        took = page.evaluate(  # type: ignore[attr-defined]
            """async code => {
                const marks = performance.getEntriesByName('ogm:card').length;
                const from = performance.now();
                window.__ogm.select(code);
                while (performance.getEntriesByName('ogm:card').length === marks) {
                    await new Promise(requestAnimationFrame);
                    if (performance.now() - from > 20000) throw new Error('no card of ' + code);
                }
                return performance.getEntriesByName('ogm:card').at(-1).startTime - from;
            }""",
            code,
        )
        note("click_ms", took)  # type: ignore[operator]
        page.wait_for_timeout(1200)  # type: ignore[attr-defined]
        n += 1
    note("ws_rerun_bytes", (traffic.ws_in + traffic.ws_out) / n)  # type: ignore[operator,attr-defined]
    note("server_cpu_ms", (cpu_s(pid) - cpu) * 1000 / n)  # type: ignore[operator]
