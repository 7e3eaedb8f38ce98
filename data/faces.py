"""Makes the faces sheets are printed in: `python -m data.faces`.

The full Noto Sans SC (OFL 1.1, 30,890 characters: all of GB 18030-2005 and of 通用规范汉字表, so names of people and
places too) lies among the component's packages, and beside it Noto Sans JP, which has some 400 variants of names
that SC lacks (𠮷, 𠀋). Here they become plain TrueType files of two weights in build/faces: the common characters
(GB 2312 and signs) in small files, as every PDF is cut from them, the rest and the variants in others to fall back
on; only the glyphs a file uses go into it. Nothing is fetched.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from geo.model.errors import NotReady

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "faces"
SOURCE = ROOT / "web" / "node_modules" / "@expo-google-fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
# names of their own: the licence reserves the originals'
COMMON, REST, RARE = "OGM Sans", "OGM Sans Ext", "OGM Sans Rare"
HAN = range(0x20000, 0x323B0)  # planes 2 and 3: of the second face these only
EXTRA = "㎡㎞℃№①②③④⑤⑥⑦⑧⑨⑩▲△★☆●○◆◇■□→←↑↓≤≥±×÷·—–…“”‘’′″°〓￥%‰−"


def main() -> int:
    """Make the files unless they are there; 1 with a sentence where the original is missing."""
    try:
        made = cast(sources(), FOLDER, sources("JP"))
    except NotReady as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    sys.stdout.write(f"打印字体已生成：{made:,} 个字符，在 build/faces\n")
    return 0


def sources(of: str = "SC", folder: Path = SOURCE) -> dict[str, Path]:
    """Find the full face of each weight: of SC, or of JP.

    Raises
    ------
    NotReady
        The component's packages were not installed.
    """
    package = folder / f"noto-sans-{of.lower()}"
    found = {
        weight: next(package.glob(f"*/NotoSans{of}_{value}{weight}.ttf"), None) for weight, value in WEIGHTS.items()
    }
    if None in found.values():
        raise NotReady("没有找到打印字体的原件。", remedy="请先联网运行 python tasks.py setup，或使用离线包。")
    return {weight: path for weight, path in found.items() if path is not None}


def cast(full: dict[str, Path], folder: Path, more: dict[str, Path]) -> int:
    """Write every file whole or not at all; answers how many characters they hold.

    Parameters
    ----------
    full, more
        Faces by weight: the one that holds nearly all, and the one that gives the rarest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    common = common_characters()
    count = 0
    for weight, path in full.items():
        face, second = _read(path), _read(more[weight])
        glyphs, rare = set(face.glyphs), set(second.glyphs) & set(HAN)
        for family, one, codes in (
            (COMMON, face, common & glyphs),
            (REST, face, glyphs - common),
            (RARE, second, rare - glyphs),
        ):
            part = folder / f"{family.replace(' ', '')}-{weight}.ttf.part"
            _write(
                one.head,
                part,
                family=family,
                weight=weight,
                glyphs={code: one.glyphs[code] for code in sorted(codes)},
                components=one.parts,
            )
            part.replace(part.with_suffix(""))
        count = len(glyphs | rare)
    (folder / "OFL.txt").write_text(
        "Made from Noto Sans SC and Noto Sans JP, (c) 2014-2021 Adobe (http://www.adobe.com/), under the\n"
        "SIL Open Font License 1.1 (https://openfontlicense.org). Renamed, without layout tables and parted by\n"
        "characters; the outlines are the originals'. The same licence holds for these files.\n",
        encoding="utf-8",
    )
    return count


@dataclass(frozen=True, slots=True)
class _Face:
    """One original: its tables, the glyphs by name, and by character."""

    head: TTFont
    parts: dict  # type: ignore[type-arg]
    glyphs: dict  # type: ignore[type-arg]


def _read(path: Path) -> _Face:
    head = TTFont(path)
    glyf, metrics = head["glyf"], head["hmtx"].metrics
    parts = {name: (glyf[name], metrics[name]) for name in head.getGlyphOrder()}
    return _Face(head, parts, {code: (name, *parts[name]) for code, name in head.getBestCmap().items()})


def common_characters() -> set[int]:
    """Code points of GB 2312, ASCII, and the signs our sheets use."""
    found = set(range(0x20, 0x7F)) | {ord(char) for char in EXTRA}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def _write(head: TTFont, target: Path, *, family: str, weight: str, glyphs: dict, components: dict) -> None:  # type: ignore[type-arg]
    names = [".notdef", *dict.fromkeys(_needed((name for name, *_ in glyphs.values()), components))]
    empty = head["glyf"][".notdef"]
    builder = FontBuilder(head["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: name for code, (name, *_) in glyphs.items()})
    builder.setupGlyf({name: empty if name == ".notdef" else components[name][0] for name in names})
    builder.setupHorizontalMetrics(
        {name: head["hmtx"].metrics[".notdef"] if name == ".notdef" else components[name][1] for name in names}
    )
    builder.setupHorizontalHeader(ascent=head["hhea"].ascent, descent=head["hhea"].descent)
    builder.setupNameTable(
        {
            "familyName": family,
            "styleName": weight,
            "psName": f"{family.replace(' ', '')}-{weight}",
            "licenseDescription": "SIL Open Font License, Version 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        }
    )
    old = head["OS/2"]
    builder.setupOS2(
        sTypoAscender=old.sTypoAscender,
        sTypoDescender=old.sTypoDescender,
        sTypoLineGap=old.sTypoLineGap,
        usWinAscent=old.usWinAscent,
        usWinDescent=old.usWinDescent,
        usWeightClass=WEIGHTS[weight],
        fsSelection=0x20 if weight == "Bold" else 0x40,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].macStyle = 1 if weight == "Bold" else 0
    builder.updateHead(created=head["head"].created, modified=head["head"].modified)
    builder.save(target)


def _needed(names: Iterable[str], components: dict) -> list[str]:  # type: ignore[type-arg]
    """Names in their order (the table of characters must rise), then the parts they are made of."""
    out = dict.fromkeys(names)
    waiting = list(out)
    while waiting:
        glyph = components[waiting.pop()][0]
        if glyph.isComposite():
            parts = [part.glyphName for part in glyph.components if part.glyphName not in out]
            out.update(dict.fromkeys(parts))
            waiting += parts
    return list(out)


if __name__ == "__main__":
    sys.exit(main())
