"""The seal on the log of plans: a key outside the database, a chain over it, anchors on another file."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geo.model.errors import StoreError

KEY_ENV, ANCHOR_ENV = "OGM_PLAN_KEY", "OGM_PLAN_ANCHORS"
DOMAIN = b"gridplan/1"
START = bytes(32)
KEY_BYTES = 32
PRINTED = 16  # signs of a hash on an approval form


@dataclass(frozen=True, slots=True)
class Anchor:
    """What stood at the end of the log at a moment: number, hash (hex), events in all."""

    seq: int
    hash: str
    events: int
    at: str


class Seal:
    """Key and anchors of one store.

    Parameters
    ----------
    store
        The database file; None = memory: key and anchors live as long as this object.
    """

    def __init__(self, store: Path | None) -> None:
        folder = store.parent if store else None
        self.key_path = Path(os.environ[KEY_ENV]) if KEY_ENV in os.environ else folder and folder / "keys" / "plan.key"
        told = os.environ.get(ANCHOR_ENV)
        self.anchor_path = Path(told) if told else folder and store and folder / f"{store.stem}.anchors.jsonl"
        self._key: bytes | None = None if self.key_path else secrets.token_bytes(KEY_BYTES)
        self._anchors: list[Anchor] = []

    def key(self, *, fresh: bool) -> bytes:
        """Read the key, or make it when the log is still empty.

        Raises
        ------
        StoreError
            The log has events but the key is gone: nobody could vouch for it any more.
        """
        if self._key is not None:
            return self._key
        path = self.key_path
        if path is None:
            raise TypeError
        try:
            if not path.exists():
                if not fresh:
                    raise StoreError(
                        f"方案日志的密钥 {path.name} 不在。", remedy=f"请恢复密钥文件，或用 {KEY_ENV} 指明它的位置。"
                    )
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(secrets.token_bytes(KEY_BYTES))
            self._key = path.read_bytes()
        except OSError as fault:
            raise StoreError("方案日志的密钥读不出或写不进去。", remedy="请检查文件夹权限。") from fault
        return self._key

    def link(self, key: bytes, prev: bytes, header: object, payload: str) -> bytes:
        """Hash of an event: over the hash before, its header and its payload."""
        head = json.dumps(header, ensure_ascii=False, separators=(",", ":"), default=str).encode()
        body = payload.encode()
        sizes = len(head).to_bytes(8, "big")  # so that head and body cannot trade bytes
        return hmac.new(key, DOMAIN + prev + sizes + head + body, hashlib.sha256).digest()

    def anchor(self, seq: int, hash_: bytes, events: int, at: datetime) -> None:
        """Write down, outside the database and durably, where the log ends."""
        made = Anchor(seq, hash_.hex(), events, at.isoformat())
        if self.anchor_path is None:
            self._anchors.append(made)
            return
        line = json.dumps({"seq": seq, "hash": made.hash, "events": events, "at": made.at})
        try:
            self.anchor_path.parent.mkdir(parents=True, exist_ok=True)
            with self.anchor_path.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as fault:
            raise StoreError("方案日志的锚点写不进去。", remedy="请检查磁盘空间和文件夹权限。") from fault

    def anchors(self) -> list[Anchor]:
        """Read all anchors; a line cut off by a crash is left out."""
        if self.anchor_path is None:
            return list(self._anchors)
        if not self.anchor_path.exists():
            return []
        out = []
        for line in self.anchor_path.read_text(encoding="utf-8").splitlines():
            try:
                body = json.loads(line)
                out.append(Anchor(int(body["seq"]), str(body["hash"]), int(body["events"]), str(body["at"])))
            except (ValueError, KeyError, TypeError):
                continue
        return out
