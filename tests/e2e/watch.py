"""What a visitor's pages ask for, complain about and carry over the websocket."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebSocket

from pages.parts.rooms import ROOMS

# Console errors that are no fault of ours, each with its reason.
HARMLESS = (
    # Streamlit asks for its server below the page's own path first and at the root next.
    re.compile(rf"404 \(Not Found\) .*/({'|'.join(screen.key for screen in ROOMS)})/_stcore/(health|host-config)$"),
    # The chart bundle of Streamlit compiles a decoder for meshes we never send; the policy forbids compiling.
    re.compile(r"WebAssembly\.instantiate\(\).*Content Security Policy", re.IGNORECASE),
)
OURS = ("127.0.0.1",)


@dataclass
class Watch:
    """Everything seen since `forget`."""

    urls: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[tuple[str, int]] = field(default_factory=list)  # "in" or "out", bytes

    def forget(self) -> None:
        """Start anew."""
        self.urls.clear()
        self.errors.clear()
        self.frames.clear()

    @property
    def outside(self) -> list[str]:
        """Addresses asked of any other computer."""
        return [url for url in self.urls if url.startswith(("http", "ws")) and urlsplit(url).hostname not in OURS]

    @property
    def faults(self) -> list[str]:
        """Console errors that nobody has explained."""
        return [text for text in self.errors if not any(known.search(text) for known in HARMLESS)]


def watch(visitor: BrowserContext) -> Watch:
    """Record everything the visitor's pages do from now on."""
    seen = Watch()

    def said(told: ConsoleMessage) -> None:
        if told.type == "error":
            seen.errors.append(f"{told.text} {told.location['url']}")

    visitor.on("request", lambda request: seen.urls.append(request.url))
    visitor.on("console", said)
    visitor.on("weberror", lambda fault: seen.errors.append(f"uncaught: {fault.error}"))

    def line(socket: WebSocket) -> None:
        seen.urls.append(socket.url)
        socket.on("framereceived", lambda body: seen.frames.append(("in", len(body))))
        socket.on("framesent", lambda body: seen.frames.append(("out", len(body))))

    def opened(page: Page) -> None:
        page.on("websocket", line)

    visitor.on("page", opened)
    return seen


def text_of(page: Page) -> str:
    """Return all text of the page, frames included."""
    return "\n".join(str(frame.evaluate("document.body?.innerText ?? ''")) for frame in page.frames)
