"""Demo mode is for this very computer: what a request must look like to be from here."""

import ipaddress
import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import Scope

_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# A proxy makes every visitor look local, so its marks refuse the request.
_PROXY_MARKS = ("forwarded", "x-real-ip", "via")

ONLY_HERE = "演示模式只在本机开放：请在运行本程序的这台电脑上用 http://127.0.0.1 或 http://localhost 打开。"
REAL_DATA = "库中是真实数据，不能只选身份进入：请用启动窗口里打印的、带口令的地址打开（/login?code=…）。"


def refusal(scope: Scope) -> str | None:
    """Return the Chinese sentence that refuses a request not from this computer, or None."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return ONLY_HERE
    if any(name in _PROXY_MARKS or name.startswith("x-forwarded-") for name in headers):
        return ONLY_HERE
    client = scope.get("client")
    if not client or not _is_loopback(client[0]):
        return ONLY_HERE
    return None


def origin(scope: Scope) -> str:
    """Return `scheme://host:port` of a request that `refusal` has let pass; its Host is one of three names."""
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return f"{scheme}://{Headers(scope=scope)['host'].lower()}"


def is_foreign(headers: Mapping[str, str], own: str) -> bool:
    """Whether a request that changes something was sent by another site."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    said = headers.get("origin")
    return said is not None and said.lower() != own


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)
