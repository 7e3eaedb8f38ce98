"""What the benches of a page share: bytes on the websocket, bytes fetched, memory, a picture that stands still."""

import base64
import hashlib
import time
from dataclasses import dataclass
from io import BytesIO

import psutil
from PIL import Image
from playwright.sync_api import Browser, Page, Request


@dataclass
class Traffic:
    """Counts of one page, from the browser's own protocol."""

    ws_in: int = 0
    ws_out: int = 0

    def reset(self) -> None:
        """Start anew."""
        self.ws_in = self.ws_out = 0


def watch(page: Page) -> Traffic:
    """Count what the page sends and gets from now on; the cache starts empty."""
    traffic = Traffic()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.clearBrowserCache")

    def size(event: dict) -> int:
        frame = event["response"]
        return len(base64.b64decode(frame["payloadData"])) if frame["opcode"] == 2 else len(frame["payloadData"])

    def got(event: dict) -> None:
        traffic.ws_in += size(event)

    def sent(event: dict) -> None:
        traffic.ws_out += size(event)

    cdp.on("Network.webSocketFrameReceived", got)
    cdp.on("Network.webSocketFrameSent", sent)
    return traffic


def asked_by(page: Page) -> list[Request]:
    """Collect what the page and its workers fetch from now on."""
    asked: list[Request] = []

    def ended(request: Request) -> None:
        asked.append(request)

    page.context.on("requestfinished", ended)
    return asked


def bytes_of(asked: list[Request], part: str) -> int:
    """Bytes over the wire of the addresses that hold `part`; what came from the cache costs nothing."""
    sizes = [request.sizes() for request in asked if part in request.url]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def renderer_mb() -> float:
    """Memory of the largest renderer process of our browser, proportional share, MB."""
    sizes = [0.0]
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                memory = process.memory_full_info()
                sizes.append(getattr(memory, "pss", memory.rss) / 1e6)
        except psutil.Error:
            continue
    return max(sizes)


def cpu_s(pid: int) -> float:
    """CPU seconds a process has used."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def still_ms(page: Page, started: float, *, colours: int = 40, limit_s: float = 60) -> float:
    """Milliseconds from `started` (monotonic) to the first picture that is drawn and stays the same for a second."""
    last, since = "", started
    while time.monotonic() < started + limit_s:
        shot = page.screenshot()
        now = hashlib.sha256(shot).hexdigest()
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since >= 1.0 and _rich(shot, colours):
            return (since - started) * 1000
        time.sleep(0.1)
    raise RuntimeError(f"the picture did not stand still within {limit_s} s")


def _rich(shot: bytes, colours: int) -> bool:
    """Say whether a picture shows more than a frame and a spinner."""
    found = Image.open(BytesIO(shot)).convert("RGB").resize((480, 300)).getcolors(1 << 20)
    return found is None or len(found) > colours


def fresh(browser: Browser) -> Page:
    """A new visitor at a desk."""
    return browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
