"""Small kept pictures of the main views, and how far a page may stray from its own before it counts as broken.

Kept is every fourth pixel's worth (342 x 192 of 1366 x 768) as a JPEG of full colour (a palette loses the small bright
signs): a face drawn a shade bolder on another machine hardly moves it, a panel that is gone, a colour that changed or a
list pushed aside does. Compared is square by square, so that a small thing in a corner is not lost in the whole.
`python tasks.py pictures` draws them anew: look at them before they are kept.
"""

import os
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

KEPT = Path(__file__).parents[1] / "snapshots"
FOUND = Path(__file__).parents[2] / "build" / "pictures"
RENEW = "OGM_RENEW_PICTURES"
NOW = "2026-11-21T18:30:00+08:00"  # half an hour after the data of the demo: nothing is stale
SMALLER = 4
BLOCK = 12  # px of a small picture, 48 of the page
QUALITY = 90
# Mean difference of a square and of the whole, of 255: a tint that changed or a column of numbers gone is beyond them.
WORST, WHOLE = 12.0, 1.5


def taken(page: Page) -> np.ndarray:
    """Picture of the page as it stands, made small; rows, columns, colours."""
    shot = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    return np.asarray(shot.reduce(SMALLER))


def packed(seen: np.ndarray) -> bytes:
    """As it is kept: a JPEG of full colour."""
    body = BytesIO()
    Image.fromarray(seen).save(body, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return body.getvalue()


def strayed(name: str, seen: np.ndarray) -> str | None:
    """Compare with the kept picture; the answer says where they differ most, None where they are the same view."""
    path = KEPT / f"{name}.jpg"
    if os.environ.get(RENEW) == "1":
        KEPT.mkdir(exist_ok=True)
        path.write_bytes(packed(seen))
        return None
    if not path.exists():
        return f"{name}: no small picture is kept; draw it with `python tasks.py pictures` and look at it"
    kept = np.asarray(Image.open(path).convert("RGB"))
    if kept.shape != seen.shape:
        return f"{name}: {seen.shape[1]} x {seen.shape[0]} instead of {kept.shape[1]} x {kept.shape[0]}"
    again = np.asarray(Image.open(BytesIO(packed(seen))))  # what packing loses, it loses on both sides
    worst, at, whole = apart(kept, again)
    if worst <= WORST and whole <= WHOLE:
        return None
    FOUND.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.hstack([kept, seen])).save(FOUND / f"{name}.png")
    x, y = (SMALLER * BLOCK * n for n in reversed(at))
    return f"{name}: a square differs by {worst:.1f} at {x}, {y}, the whole by {whole:.2f}; see {FOUND.name}/{name}.png"


def apart(kept: np.ndarray, seen: np.ndarray) -> tuple[float, tuple[int, int], float]:
    """Largest mean difference of a square, which one (row, column), and the mean of the whole."""
    gap = np.abs(kept.astype(float) - seen.astype(float)).mean(axis=2)
    high, wide = (n // BLOCK * BLOCK for n in gap.shape)
    squares = gap[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK).mean(axis=(1, 3))
    row, column = np.unravel_index(int(squares.argmax()), squares.shape)
    return float(squares.max()), (int(row), int(column)), float(gap.mean())
