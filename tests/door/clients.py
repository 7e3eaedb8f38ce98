"""Visitors of two kinds: one inside the process, one that writes its request line by line to a real server."""

import http.client
import re
import warnings
from dataclasses import dataclass, field
from urllib.parse import urlencode

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a newer httpx under another name
    from starlette.testclient import TestClient

HOST = "127.0.0.1:8501"
HERE = "http://" + HOST
NAVIGATE = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}

__all__ = ["HERE", "HOST", "NAVIGATE", "Answer", "TestClient", "Visitor", "enter", "token_of", "visit"]


def visit(app, **kwargs):
    """A visitor from this computer."""
    return TestClient(
        app, base_url=HERE, client=("127.0.0.1", 50000), follow_redirects=False, raise_server_exceptions=False, **kwargs
    )


def token_of(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def enter(client, role="leader", root="410106", back="/", **headers):
    page = client.get("/login", params={"next": back, "switch": "1"})
    form = {"token": token_of(page.text), "role": role, "root": root, "next": back}
    return client.post("/login", data=form, headers=headers)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Visitor:
    """Speaks to a server on a port; paths go out exactly as written."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                line.putheader(name, value)
            if body or method in ("POST", "PUT", "PATCH"):
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body or None)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.split(";", 1)[0]
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def enter(self, role: str = "leader", root: str = "410106", back: str = "/") -> Answer:
        page = self.ask("GET", "/login?switch=1")
        form = {"token": token_of(page.body.decode()), "role": role, "root": root, "next": back}
        return self.post("/login", form)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self.ask("POST", path, headers, urlencode(form).encode())
