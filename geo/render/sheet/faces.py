"""The Chinese faces a sheet is set in: those of the machine, none is drawn without one."""

from pathlib import Path

from matplotlib.font_manager import findSystemFonts, fontManager

from geo.model.errors import NotReady
from geo.render.style import FAMILY

LATIN = "DejaVu Sans"  # comes with matplotlib
FILES = ("notosanscjk", "notosanssc", "msyh", "sourcehansans")  # where the cache of faces is older than the face


def faces() -> list[str]:
    """Families that are there, in order of preference; matplotlib complains about every other one, for every text.

    Raises
    ------
    NotReady
        No Chinese face: every character would print as a box.
    """
    known = _known()
    if not known:
        for path in findSystemFonts():
            if Path(path).name.lower().replace("-", "").startswith(FILES):
                fontManager.addfont(path)
        known = _known()
    if not known:
        raise NotReady("这台电脑没有中文字体，打印图会变成方框。", remedy="请安装 fonts-noto-cjk 或微软雅黑后重试。")
    return [*known, LATIN]


def _known() -> list[str]:
    names = set(fontManager.get_font_names())
    return [name for name in FAMILY if name in names and name != "sans-serif"]
