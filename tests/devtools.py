"""A browser that is told only what is asked of it: no network log of its own keeps every answer in the page's memory.

Playwright switches the page's network log on, and a page under that log keeps what it fetched (some 200 MB of it)
for whoever might ask. Whoever measures memory over a night would measure that.
"""

import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browser import command
from tests.served import ended

PATIENCE_S = 60.0


class Line:
    """One conversation with a browser, or with one of its pages and the page's workers."""

    def __init__(self, address: str) -> None:
        self._wire: ClientConnection = connect(address, max_size=None)
        self._numbers = itertools.count(1)
        self._workers: dict[str, str] = {}

    def send(self, method: str, *, session: str = "", **given: object) -> dict[str, Any]:
        """Call a method, of a worker where its session is given; events that come meanwhile only tell of workers."""
        number = next(self._numbers)
        to = {"sessionId": session} if session else {}
        self._wire.send(json.dumps({"id": number, "method": method, "params": given, **to}))
        while True:
            said = json.loads(self._wire.recv(timeout=PATIENCE_S))
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return dict(said["result"])
            match said.get("method"):
                case "Target.attachedToTarget":
                    self._workers[said["params"]["sessionId"]] = said["params"]["targetInfo"]["url"]
                case "Target.detachedFromTarget":
                    self._workers.pop(said["params"]["sessionId"], None)

    def collect(self) -> None:
        """Collect the garbage of the page and of its workers, twice: what finalizers let go of falls to the second."""
        self.send("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        for _ in range(2):
            self.send("Memory.simulatePressureNotification", level="critical")
            for session in ["", *self._workers]:
                self.send("HeapProfiler.collectGarbage", session=session)
            time.sleep(0.2)

    def heaps(self) -> list[dict[str, Any]]:
        """What JavaScript holds in the page, and in each of its workers met by `collect`."""
        return [self.send("Runtime.getHeapUsage", session=session) for session in ["", *self._workers]]

    def value(self, expression: str) -> Any:
        """Value of a JavaScript expression in the page, or None while there is no page to ask."""
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def until(self, expression: str, *, timeout_s: float = 120) -> Any:
        """Wait until an expression is true."""
        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends:
            if found := self.value(expression):
                return found
            time.sleep(0.2)
        raise TimeoutError(f"not true within {timeout_s} s: {expression}")

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


@contextmanager
def page(url: str, cookies: Mapping[str, str], size: tuple[int, int], *, extra: Sequence[str] = ()) -> Iterator[Line]:
    """Open an address in a browser of its own, signed in by cookies, and give the line to that page."""
    home = Path(tempfile.mkdtemp(prefix="ogm-browser-"))
    own = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={home}", "--lang=zh-CN"]
    own += [f"--window-size={size[0]},{size[1]}", "--force-device-scale-factor=1"]
    args = [*command(*own, *extra), "about:blank"]
    child = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with ended(child):
            yield from _opened(home, url, cookies, size)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _opened(home: Path, url: str, cookies: Mapping[str, str], size: tuple[int, int]) -> Iterator[Line]:
    port, way = _told(home / "DevToolsActivePort")
    whole = Line(f"ws://127.0.0.1:{port}{way}")
    whole.send("Storage.setCookies", cookies=[{"name": k, "value": v, "url": url} for k, v in cookies.items()])
    target = next(one for one in whole.send("Target.getTargets")["targetInfos"] if one["type"] == "page")
    line = Line(f"ws://127.0.0.1:{port}/devtools/page/{target['targetId']}")
    wide, tall = size
    line.send("Emulation.setDeviceMetricsOverride", width=wide, height=tall, deviceScaleFactor=1, mobile=False)
    line.send("Page.navigate", url=url)
    yield line
    line.close()
    whole.close()


def _told(note: Path) -> tuple[str, str]:
    """Port and way to the browser, which it writes into its own folder when it listens."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        lines = note.read_text(encoding="utf-8").split() if note.exists() else []
        if len(lines) == 2:
            return lines[0], lines[1]
        time.sleep(0.1)
    raise TimeoutError("the browser did not say where it listens")
