"""The same scene drawn by plain pydeck and by plain folium, measured in the same way and run."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pages.parts.bundle import bundle
from pages.parts.settings import DIST
from tests.bench.probe import cpu_s, fresh, renderer_mb, still_ms, watch
from tests.browser import chromium
from tests.served import ROOT, demo_store, free_port, streamlit

APPS = {"pydeck": "pydeck_inline.py", "folium": "folium_plain.py"}


def measure() -> dict[str, float]:
    """Load each peer once warm and once measured."""
    out: dict[str, float] = {}
    with _leaflet() as lib, chromium() as browser:
        for name, script in APPS.items():
            with _plain(script, lib) as (url, pid):
                for warm in (True, False):
                    page = fresh(browser)
                    traffic = watch(page)
                    cpu, started = cpu_s(pid), time.monotonic()
                    page.goto(url)
                    picture = still_ms(page, started, limit_s=120)
                    if not warm:
                        out[f"map.peer_{name}_picture_ms"] = picture
                        out[f"map.peer_{name}_ws_load_bytes"] = traffic.ws_in + traffic.ws_out
                        out[f"map.peer_{name}_server_cpu_ms"] = (cpu_s(pid) - cpu) * 1000
                        out[f"map.peer_{name}_renderer_mb"] = renderer_mb()
                    page.context.close()
    return out


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Keep the table readable."""


@contextmanager
def _leaflet() -> Iterator[str]:
    """Serve the Leaflet we ship, on this computer: folium's own page would ask three others for it."""
    folder = DIST / bundle().lib / "light"
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def _plain(script: str, lib: str) -> Iterator[tuple[str, int]]:
    """Run a peer as its documentation says: streamlit run script.py."""
    port = free_port()
    env = dict(os.environ) | {"OGM_DATABASE_URL": f"sqlite:///{demo_store().as_posix()}", "PYTHONPATH": str(ROOT)}
    env |= {"OGM_BENCH_LIB": lib, "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none"}
    with streamlit(ROOT / "tests" / "bench" / "peer_apps" / script, port, env, Path(os.devnull)) as pid:
        yield f"http://127.0.0.1:{port}", pid
