"""Published bytes for the browser: compressed once, named by their content, bound to the scope that may read them.

A name is `<layer>.<hash>.<ext>`; the hash covers layer, version, scope, cache rule and bytes, so
another scope or another content is another name and a name never changes its meaning. The hash is
no secret: whoever serves a blob compares its `scope_key` with the asker's.
"""

import contextlib
import gzip
import hashlib
import json
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from geo.model.errors import BadInput

try:
    import brotli
except ImportError:  # gzip alone is enough; br saves a tenth more
    brotli = None

Cache = Literal["immutable", "revalidate", "no-store"]
EVERYONE = "*"  # scope key of what every signed-in account may read (base map, outline)
PREFIX = "data/v1/"

MEDIA_TYPES = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "pts": "application/octet-stream",
    "bin": "application/octet-stream",
    "pbf": "application/x-protobuf",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
}
_PACKED = {"png"}  # compressed already
_LAYER = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\.[0-9a-f]{20}\.[a-z0-9]{1,8}")
_MIN_BYTES = 400  # below this an encoding costs more than it saves


@dataclass(frozen=True, slots=True)
class Blob:
    """One published piece: its name, who may read it, how long it may be kept, its bytes per encoding."""

    name: str
    scope_key: str
    cache: Cache
    bodies: dict[str, bytes] = field(repr=False)  # "br", "gzip", "identity": those that are kept

    @property
    def media_type(self) -> str:
        """Content type by the name's extension."""
        return MEDIA_TYPES[self.name.rsplit(".", 1)[1]]

    @property
    def size(self) -> int:
        """Bytes kept in all encodings."""
        return sum(map(len, self.bodies.values()))

    def readable_by(self, scope_key: str) -> bool:
        """Whether an asker with this scope key may have it."""
        return self.scope_key in (EVERYONE, scope_key)

    def encoded(self, accepted: frozenset[str]) -> tuple[str, bytes]:
        """Return the best kept encoding among the accepted ones and its bytes ("identity" always works)."""
        for encoding in ("br", "gzip"):
            if encoding in accepted and encoding in self.bodies:
                return encoding, self.bodies[encoding]
        if "identity" in self.bodies:
            return "identity", self.bodies["identity"]
        return "identity", gzip.decompress(self.bodies["gzip"])


class Blobs:
    """The table of published blobs: a bounded memory, and a bounded folder behind it for what may be kept.

    Only `immutable` blobs reach the folder: events and persons never lie on the disk a second time.
    A blob pushed out of both is answered as not found; the script publishes it again on its next run.

    Parameters
    ----------
    folder
        Where immutable blobs outlive a restart and reach other processes; None keeps to memory.
    memory_bytes, folder_bytes
        Bounds; the longest unused go first.
    """

    def __init__(
        self, folder: Path | None = None, *, memory_bytes: int = 128 << 20, folder_bytes: int = 512 << 20
    ) -> None:
        self._folder, self._memory_bytes, self._folder_bytes = folder, memory_bytes, folder_bytes
        self._held: OrderedDict[str, Blob] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._disk_lock = threading.Lock()

    def publish(self, layer: str, body: bytes, ext: str, *, scope_key: str, cache: Cache, version: str = "1") -> str:
        """Keep the bytes and return their URL path `data/v1/<layer>.<hash>.<ext>` (no leading slash).

        Parameters
        ----------
        layer
            Layer key: a small ASCII letter, then letters, digits, `_`, `-`; at most 40.
        body
            The bytes, not compressed.
        ext
            One of `MEDIA_TYPES`.
        scope_key
            `Scope.key` of those who may read it, or `EVERYONE`.
        cache
            "immutable" for outlines and counts, "revalidate" for events, "no-store" for named persons.
        version
            Version of the layer's recipe; part of the hash.

        Raises
        ------
        BadInput
            Layer key, extension or cache rule is not one of the above.
        """
        if not _LAYER.fullmatch(layer) or ext not in MEDIA_TYPES or cache not in get_args(Cache):
            raise BadInput(
                f"图层数据“{layer[:40]}.{ext[:8]}”的名称、格式或缓存方式不在约定之内。",
                remedy=f"名称用小写字母和数字，格式为 {'、'.join(MEDIA_TYPES)} 之一。",
            )
        head = f"{layer}\0{version}\0{scope_key}\0{cache}\0{ext}\0".encode()
        name = f"{layer}.{hashlib.sha256(head + body).hexdigest()[:20]}.{ext}"
        if self.get(name) is None:
            blob = Blob(name, scope_key, cache, _encodings(body, ext))
            self._hold(blob)
            if self._folder is not None and cache == "immutable":
                self._write(self._folder, blob)
        return PREFIX + name

    def get(self, name: str) -> Blob | None:
        """Return a blob by its name (without `data/v1/`), or None. Any text may be asked for."""
        with self._lock:
            blob = self._held.get(name)
            if blob is not None:
                self._held.move_to_end(name)
                return blob
        if self._folder is None or not _NAME.fullmatch(name):
            return None
        blob = _read(self._folder / f"{name}.blob", name)
        if blob is not None:
            self._hold(blob)
        return blob

    def _hold(self, blob: Blob) -> None:
        with self._lock:
            old = self._held.pop(blob.name, None)
            self._held_bytes += blob.size - (old.size if old else 0)
            self._held[blob.name] = blob
            while self._held_bytes > self._memory_bytes and len(self._held) > 1:
                self._held_bytes -= self._held.popitem(last=False)[1].size

    def _write(self, folder: Path, blob: Blob) -> None:
        head = {"scope": blob.scope_key, "cache": blob.cache, "parts": [[k, len(v)] for k, v in blob.bodies.items()]}
        part = folder / f".{secrets.token_hex(8)}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join([json.dumps(head).encode(), b"\n", *blob.bodies.values()]))
            part.replace(folder / f"{blob.name}.blob")
            self._trim(folder)
        except OSError:  # a full or closed disk costs the copy, not the answer: memory still holds it
            with contextlib.suppress(OSError):
                part.unlink()

    def _trim(self, folder: Path) -> None:
        with self._disk_lock:
            files = []
            for path in folder.iterdir():
                with contextlib.suppress(FileNotFoundError):  # another process trims too
                    about = path.stat()
                    files.append((about.st_mtime, about.st_size, path))
            total = sum(size for _, size, _ in files)
            for _, size, path in sorted(files)[:-1]:
                if total <= self._folder_bytes:
                    break
                path.unlink(missing_ok=True)
                total -= size


def _encodings(body: bytes, ext: str) -> dict[str, bytes]:
    if ext in _PACKED or len(body) < _MIN_BYTES:
        return {"identity": body}
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    if len(packed) >= len(body):
        return {"identity": body}
    bodies = {"gzip": packed}
    if brotli is not None:
        bodies = {"br": brotli.compress(body, quality=5), **bodies}
    return bodies


def _read(path: Path, name: str) -> Blob | None:
    """Read a kept blob; a file cut short or of another make counts as absent."""
    try:
        head_text, _, rest = path.read_bytes().partition(b"\n")
        head = json.loads(head_text)
        bodies, at = {}, 0
        for encoding, size in head["parts"]:
            bodies[str(encoding)] = rest[at : at + size]
            at += size
        if at != len(rest) or not bodies.keys() & {"gzip", "identity"}:
            return None
        return Blob(name, str(head["scope"]), head["cache"], bodies)
    except (OSError, ValueError, KeyError, TypeError):
        return None
