"""Headless Chromium, set up so that any outside request would be the product's own."""

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter",
]
SOFTWARE_GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PLAIN = "--disable-gpu-compositing"  # a page that lies behind another then draws nothing: not for a wall and a desk
PATIENCE_S = float(os.environ.get("OGM_PATIENCE_S", "90"))  # generous: the machine may be busy with other things
FAREWELL_S = 20.0
NO_GL = ["--disable-gpu", "--disable-software-rasterizer", "--disable-3d-apis"]


def program() -> str | None:
    """Path of a Chromium on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def command(*extra: str, webgl: bool = True) -> list[str]:
    """Path of this machine's Chromium and how it is started here; raises where there is none."""
    path = program()
    if path is None:
        raise RuntimeError("没有找到 chromium。请安装：apt-get install chromium")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [path, *QUIET, *(SOFTWARE_GL if webgl else NO_GL), *(["--no-sandbox"] if root else []), *extra]


@contextmanager
def chromium(*extra: str, webgl: bool = True) -> Iterator[Browser]:
    """Start Chromium with software GL, or with none."""
    with sync_playwright() as p, _launched(p.chromium, webgl, extra) as browser:
        yield browser


@contextmanager
def another(browser: Browser, *extra: str, webgl: bool = True) -> Iterator[Browser]:
    """Start one more Chromium beside a running one: a thread has room for one Playwright only."""
    with _launched(browser.browser_type, webgl, extra) as started:
        yield started


@contextmanager
def _launched(kind: BrowserType, webgl: bool, extra: Sequence[str]) -> Iterator[Browser]:  # noqa: FBT001
    path, *args = command(*extra, webgl=webgl)
    others = _running()
    browser = kind.launch(executable_path=path, args=args)
    own = _running() - others
    try:
        yield browser
    finally:
        # Once in some hundred runs Chromium does not answer its own farewell, and nothing else would end the wait.
        late = threading.Timer(FAREWELL_S, lambda: [one.kill() for one in own if one.is_running()])
        late.start()
        browser.close()
        late.cancel()


def _running() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def sign_in(page: Page, url: str, role: str = "leader", *, then: str = "/") -> None:
    """Go to a page through the door's chooser, as a visitor does."""
    page.goto(url + then)
    page.locator(f"[data-role={role}]").click()
    page.wait_for_url(lambda u: "/login" not in u)


def context(browser: Browser, width: int, height: int) -> BrowserContext:
    """Return a fresh visitor with a Chinese browser of the given size."""
    return browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai")


def until(page: Page, expression: str, *, timeout_s: float = PATIENCE_S) -> object:
    """Wait until a JavaScript expression is true; Playwright's own wait needs eval, which our policy forbids."""
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        try:
            found = page.evaluate(f"(() => ({expression}))()")
        except Error:  # the page is between two documents
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"not true within {timeout_s} s: {expression}")
