"""`python -m tests.shots`: take the pictures of the documents; `--every FOLDER` takes each page at each size."""

import argparse
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import TimeoutError as Late

from tests.browser import chromium, context, sign_in
from tests.served import ROOT, serve
from tests.shots.views import KEPT, SIZES, VIEWS, View

FOLDER = ROOT / "docs" / "pictures"
COMMON = 128  # tints kept exactly
MOST = 300_000


def main() -> int:
    """Take the pictures; return 1 where one of them stays too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="页_尺寸", help="only these, such as onemap_1440x900")
    parser.add_argument("--every", type=Path, metavar="FOLDER", help="all pages at all sizes, full colours")
    given = parser.parse_args()
    folder = given.every or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = given.names or ([f"{v}_{s}" for s in SIZES for v in VIEWS] if given.every else list(KEPT))
    bad = []
    with serve() as served, chromium() as browser:
        people: dict[tuple[str | None, str], BrowserContext] = {}
        for name in names:
            view, size = name.split("_")
            shot, drawn = take(browser, served.url, VIEWS[view], size, people)
            body = shot if given.every else small(shot)
            if drawn or given.every:  # a page that did not come up is worth a look, but not in the documents
                (folder / f"{name}.png").write_bytes(body)
            if not drawn or (len(body) > MOST and not given.every):
                bad.append(name)
            print(f"{name}.png  {len(body) / 1000:.0f} kB{'' if drawn else '  没有画完'}", flush=True)
    if bad:
        print("没有画完或大于 300 kB：" + "、".join(bad), file=sys.stderr)
    return 1 if bad else 0


def take(
    browser: Browser, url: str, view: View, size: str, people: dict[tuple[str | None, str], BrowserContext]
) -> tuple[bytes, bool]:
    """Return the picture of one page at one size and whether the page came up; one visitor a role and size."""
    key = (view.role, size)
    if key not in people:
        people[key] = context(browser, *SIZES[size])
        if view.role:
            page = people[key].new_page()
            sign_in(page, url, view.role, then="/login")
            page.close()
    page = people[key].new_page()
    try:
        page.goto(url + view.path)
        try:
            view.ready(page)
            page.wait_for_timeout(view.settle_ms)
        except (TimeoutError, Late):
            return page.screenshot(animations="disabled"), False
        return page.screenshot(animations="disabled"), True
    finally:
        page.close()


def small(shot: bytes) -> bytes:
    """Quantise to 256 colours: the tints that fill areas are kept as they are, the rest share what is left."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    counted = sorted(picture.getcolors(1 << 24) or [], reverse=True)
    common = [color for _, color in counted[:COMMON]]
    loud = picture.quantize(256 - COMMON, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in common for part in color] + loud[: 3 * (256 - len(common))])
    sink = BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(sink, "PNG", optimize=True)
    return sink.getvalue()


if __name__ == "__main__":
    sys.exit(main())
