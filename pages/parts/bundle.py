"""What `web/` built: names of the loader, the style sheet and the library folder."""

import json
from dataclasses import dataclass

from geo.model.errors import NotReady
from pages.parts.settings import DIST


@dataclass(frozen=True, slots=True)
class Bundle:
    """Names inside web/dist; they carry hashes, so they may be cached for ever."""

    lib: str
    loader: str
    css: str


def bundle() -> Bundle:
    """Read web/dist/build.json; raises NotReady with the command that makes it."""
    try:
        made = json.loads((DIST / "build.json").read_text(encoding="utf-8"))
        names = Bundle(lib=made["lib"], loader=made["loader"], css=made["css"])
    except (OSError, ValueError, KeyError) as error:
        raise NotReady(
            "地图组件还没有构建（缺少 web/dist）。", remedy="请运行 make run（或 python tasks.py setup）后刷新页面。"
        ) from error
    if not (DIST / names.loader).is_file() or not (DIST / names.lib).is_dir():
        raise NotReady("地图组件不完整（web/dist 中缺少文件）。", remedy="请删除 web/dist 后运行 make run。")
    return names
