"""Our public code and fonts from web/dist/lib: compressed once, kept for good, readable by the sandboxed light map."""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from pages.parts.door import answers
from pages.parts.door.accept import accepted, is_fresh

# Spelt out: the registry of a Windows machine may say otherwise, and nosniff makes the type count.
_MEDIA = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
_PACKED = {".png", ".woff2"}
_HASH = re.compile(r"[0-9a-f]{8,64}")  # first segment of lib/<hash>/...
_HELD_BYTES = 32 << 20

NOT_BUILT = "浏览器端程序还没有构建。"
NOT_BUILT_REMEDY = "请在项目目录运行 make run（Windows：python tasks.py run），构建完成后刷新本页。"


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[int, int]  # mtime and size of the file it was made of
    tag: str
    plain: bytes
    packed: bytes | None


class Lib:
    """Serves one folder at `/lib/{path}`.

    Parameters
    ----------
    folder
        The build's output, usually web/dist/lib. While it is missing every answer is a 503 that says how to build.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._held: OrderedDict[Path, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    async def serve(self, request: Request) -> Response:
        """Answer one file."""
        return await to_thread.run_sync(self._serve, request)

    def _serve(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        if not self._folder.is_dir():
            return answers.no(request.scope, 503, NOT_BUILT, NOT_BUILT_REMEDY)
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder) or file.suffix not in _MEDIA or not file.is_file():
            return answers.no(request.scope, 404, "没有这个程序文件。", "请刷新页面；仍不行请重新构建。")
        kept = self._keep(file)
        use_gzip = kept.packed is not None and "gzip" in accepted(request.headers)
        tag = f'"{kept.tag}{"-gzip" if use_gzip else ""}"'
        forever = _HASH.fullmatch(path.split("/", 1)[0]) is not None
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if forever else "public, no-cache",
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if is_fresh(request.headers, tag):
            return Response(status_code=304, headers=headers)
        if use_gzip:
            headers["Content-Encoding"] = "gzip"
        return Response(kept.packed if use_gzip else kept.plain, media_type=_MEDIA[file.suffix], headers=headers)

    def _keep(self, file: Path) -> _Kept:
        about = file.stat()
        stamp = (about.st_mtime_ns, about.st_size)
        with self._lock:
            kept = self._held.get(file)
            if kept is not None and kept.stamp == stamp:
                self._held.move_to_end(file)
                return kept
        plain = file.read_bytes()
        packed = gzip.compress(plain, compresslevel=9, mtime=0) if file.suffix not in _PACKED else None
        kept = _Kept(stamp, hashlib.sha256(plain).hexdigest()[:20], plain, packed)
        with self._lock:
            self._held[file] = kept
            while sum(len(one.plain) for one in self._held.values()) > _HELD_BYTES and len(self._held) > 1:
                self._held.popitem(last=False)
        return kept
