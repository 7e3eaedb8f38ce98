"""Development only: open the component in headless Chromium, print its marks, save pictures.

Run: python web/dev/shots.py BASE_URL OUT_DIR [size ...]
"""

import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SIZES = {"1366": (1366, 768), "1440": (1440, 900), "1920": (1920, 1080), "390": (390, 844)}


def until(page: Page, expression: str, seconds: float = 40) -> None:
    """Poll: wait_for_function compiles text in the page, which the policy forbids."""
    end = time.perf_counter() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        if time.perf_counter() > end:
            raise TimeoutError(expression)
        page.wait_for_timeout(50)


def settled(page: Page) -> None:
    until(page, "window.__ogm && window.__ogm.ready.allPaint !== null")
    page.wait_for_timeout(400)


def fly(page: Page, code: str) -> float:
    start = time.perf_counter()
    page.evaluate("c => { performance.clearMarks('ogm:card'); window.t0 = performance.now(); __ogm.select(c) }", code)
    until(page, "performance.getEntriesByName('ogm:card').length > 0")
    took = page.evaluate("performance.getEntriesByName('ogm:card').at(-1).startTime - window.t0")
    page.wait_for_timeout(2500)
    assert time.perf_counter() > start
    return float(took)


def main() -> None:
    base, out = sys.argv[1], Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name in sys.argv[3:] or list(SIZES):
            w, h = SIZES[name]
            context = browser.new_context(viewport={"width": w, "height": h}, has_touch=name == "390", is_mobile=name == "390")
            page = context.new_page()
            seen: list[str] = []
            page.on("console", lambda m, s=seen: s.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda e, s=seen: s.append(f"pageerror: {e}"))
            page.on("request", lambda r, s=seen: s.append(f"FOREIGN {r.url}") if not r.url.startswith((base, "blob:", "data:")) else None)
            page.goto(base)
            try:
                settled(page)
            except TimeoutError:
                print("\n".join(seen[:20]))
            print(name, page.evaluate("JSON.stringify(__ogm.ready)"), flush=True)
            page.screenshot(path=str(out / f"{name}_district.png"))
            places = page.evaluate("fetch('/data/v1/places.0000.json').then(r => r.json())")
            l2 = next(c for c, lv, z in zip(places["code"], places["level"], places["zone"], strict=True) if lv == "l2" and z >= 0 and places["code"][z].endswith("Z2"))
            for label, code in (("zone", l2[:6] + "-Z2"), ("l2", l2), ("micro", l2 + "002003")):
                print(name, label, round(fly(page, code)), "ms to card", flush=True)
                page.screenshot(path=str(out / f"{name}_{label}.png"))
            print("\n".join(seen[:12]))
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
