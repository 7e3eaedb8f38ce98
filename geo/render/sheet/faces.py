"""The Chinese faces a sheet is set in: those set-up made, else those of the machine; none is drawn without one."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from geo.model.errors import NotReady
from geo.render.style import FAMILY

FOLDER = Path(__file__).resolve().parents[3] / "build" / "faces"  # made by `python -m data.faces`
OWN = ("OGM Sans", "OGM Sans Ext", "OGM Sans Rare")  # common characters; all else; variants of names
WEIGHTS = ("Regular", "Bold")
LATIN = "DejaVu Sans"  # comes with matplotlib
FILES = ("notosanscjk", "notosanssc", "msyh", "sourcehansans")  # where the cache of faces is older than the face
MISSING = "〓"  # printed for a character no face has
UNIT = 64.0  # size characters are measured at


def faces() -> list[str]:
    """Families that are there, in order of preference; matplotlib complains about every other one, for every text.

    Raises
    ------
    NotReady
        No Chinese face: every character would print as a box.
    """
    own = _own()
    known = _known()
    if own:
        return [*own, *known[:1]]  # a face of the machine may know a rare character ours lack
    if not known:
        for path in findSystemFonts():
            if Path(path).name.lower().replace("-", "").startswith(FILES):
                fontManager.addfont(path)
        known = _known()
    if not known:
        raise NotReady(
            "没有可用的中文字体，打印图会变成方框。",
            remedy="请运行 python tasks.py setup 生成字体，或安装 fonts-noto-cjk、微软雅黑后重试。",
        )
    return [*known, LATIN]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in points, from the faces' own measures."""
    return sum(_advance(char, bold) for char in text) * size


def rise(text: str, *, bold: bool = False) -> tuple[float, float]:
    """Lowest and highest ink of a line, in its size, from the baseline."""
    spans = [found[2] for char in text if (found := _glyph(char, bold))[2] is not None]
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else (0.0, 0.7)


def outline(text: str, *, bold: bool = False) -> Outline:
    """Outline of a line, in its size; the baseline begins at 0, 0."""
    x, points, codes = 0.0, [np.empty((0, 2))], [np.empty(0, dtype=np.int8)]
    for char in text:
        shape, code, _ = _glyph(char, bold)
        points.append(np.add(shape, (x, 0.0)))
        codes.append(code)
        x += _advance(char, bold)
    return Outline(np.vstack(points), np.concatenate(codes))


@lru_cache(maxsize=4096)
def look(text: str, size: float, *, bold: bool = False) -> FontProperties:
    """Face, weight and size a text is set in."""
    return FontProperties(family=family(text), weight="bold" if bold else "normal", size=size)


def family(text: str) -> list[str]:
    """Families a text needs: only the first where it holds every character, as each one more is looked up anew."""
    known = _common()
    return faces()[:1] if all(ord(char) in known for char in text) else faces()


def legible(text: str) -> tuple[str, str]:
    """Return the text as the faces can print it, and the characters they cannot (printed as 〓)."""
    missing = "".join(char for char in text if not char.isspace() and ord(char) not in _signs())
    return ("".join(MISSING if char in missing else char for char in text) if missing else text), missing


def forget() -> None:
    """Look the faces up anew: after set-up made them."""
    for kept in (_own, _files, _fonts, _signs, _common, _advance, _glyph, look):
        kept.cache_clear()


def check() -> None:
    """Look the faces up anew where a file of theirs is gone since; call it before a sheet."""
    if not all(path.is_file() for path in _files()):
        forget()


@lru_cache(maxsize=1)
def _own() -> tuple[str, ...]:
    """Register the faces of set-up: those there in both weights, and none without the common characters."""
    fontManager.ttflist = [one for one in fontManager.ttflist if Path(one.fname).parent != FOLDER]
    weights: dict[str, set[str]] = {}
    for path in _files():
        try:
            face = FT2Font(path)
        except (RuntimeError, OSError):  # half a file
            continue
        weights.setdefault(face.family_name, set()).add(face.style_name)
        fontManager.addfont(path)
    found = tuple(name for name in OWN if len(weights.get(name, ())) == len(WEIGHTS))
    return found if OWN[0] in found else ()


@lru_cache(maxsize=1)
def _files() -> tuple[Path, ...]:
    return tuple(sorted(FOLDER.glob("*.ttf")))


@lru_cache(maxsize=2)
def _fonts(bold: bool) -> tuple[FT2Font, ...]:  # noqa: FBT001 - the key of a cache
    weight = "bold" if bold else "normal"
    found = [
        FT2Font(fontManager.findfont(FontProperties(family=[name], weight=weight), fallback_to_default=False))
        for name in faces()
    ]
    for font in found:
        font.set_size(UNIT, 72)
    return tuple(found)


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    return frozenset(code for font in _fonts(bold=False) for code in font.get_charmap())


@lru_cache(maxsize=1)
def _common() -> frozenset[int]:
    return frozenset(_fonts(bold=False)[0].get_charmap()) | {ord("\n")}


@lru_cache(maxsize=40_000)
def _advance(char: str, bold: bool) -> float:  # noqa: FBT001 - the key of a cache
    for font in _fonts(bold):
        if font.get_char_index(ord(char)):
            return float(font.load_char(ord(char)).linearHoriAdvance / 65536 / UNIT)
    return 1.0


@lru_cache(maxsize=20_000)
def _glyph(
    char: str,
    bold: bool,  # noqa: FBT001 - the key of a cache
) -> tuple[NDArray[np.float64], NDArray[np.int8], tuple[float, float] | None]:
    """Points and codes of a character's outline, in its size, and how low and high it reaches."""
    for font in _fonts(bold):
        if font.get_char_index(ord(char)):
            font.load_char(ord(char), flags=LoadFlags.NO_HINTING)
            drawing, codes = font.get_path()
            points = np.asarray(drawing, dtype=float) / UNIT
            drawn = points[codes != Outline.CLOSEPOLY, 1]
            return points, codes, (float(drawn.min()), float(drawn.max())) if len(drawn) else None
    return np.empty((0, 2)), np.empty(0, dtype=np.int8), None


def _known() -> list[str]:
    names = set(fontManager.get_font_names())
    return [name for name in FAMILY if name in names and name != "sans-serif"]


def share_printed(texts: list[str]) -> float:
    """Share of texts the faces print without a stand-in."""
    return float(np.mean([not legible(text)[1] for text in texts])) if texts else 1.0
