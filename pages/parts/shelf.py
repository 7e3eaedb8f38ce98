"""Where finished files lie until they are fetched, whole or not at all."""

import re
import secrets
from collections.abc import Callable

from data.exports import Export
from geo.model.errors import StoreError
from geo.render.write import Format
from pages.parts.settings import VAR

FOLDER = VAR / "exports"
KEPT = 300  # files; the oldest go first, their lines stay


def put_aside(body: bytes, made: Export, form: Format, write_down: Callable[[], None]) -> None:
    """Put the file aside whole, write the line, then let it be found; after a fault nothing is left."""
    part = FOLDER / f".{made.number}.{secrets.token_hex(4)}.part"
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        write_down()
        part.replace(FOLDER / f"{made.number}.{form.ending}")
    except OSError as fault:
        raise StoreError(
            "文件没有写成，磁盘可能已满或不可写。", remedy="请清理磁盘或检查 var 文件夹权限后重试。"
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    old = sorted(
        (path for path in FOLDER.iterdir() if not path.name.startswith(".")), key=lambda path: path.stat().st_mtime
    )
    for path in old[:-KEPT]:
        path.unlink(missing_ok=True)


def file_name(stem: str, ending: str) -> str:
    """Return a name every system takes."""
    return f"{re.sub(r'[^0-9A-Za-z一-鿿()._-]+', '_', stem)[:80]}.{ending}"
