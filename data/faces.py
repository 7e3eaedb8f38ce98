"""Makes the faces sheets are printed in from the web fonts the map component brings: `python -m data.faces`.

The component's font (Noto Sans SC, OFL 1.1) comes as about a hundred variable pieces. Here they become
plain TrueType files of two weights in build/faces: the common characters (GB 2312 and signs) in small files,
as every PDF is cut from them, and the rest in others to fall back on. Nothing is fetched.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

from geo.model.errors import NotReady

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "faces"
WEIGHTS = {"Regular": 400, "Bold": 700}
COMMON, REST = "OGM Sans", "OGM Sans Ext"  # names of their own: the licence reserves the original's
EXTRA = "㎡㎞℃№①②③④⑤⑥⑦⑧⑨⑩▲△★☆●○◆◇■□→←↑↓≤≥±×÷·—–…“”‘’′″°〓￥%‰−"


def main() -> int:
    """Make the files unless they are there; 1 with a sentence where the pieces are missing."""
    try:
        made = cast(pieces(), FOLDER)
    except NotReady as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    sys.stdout.write(f"打印字体已生成：{made:,} 个字符，在 build/faces\n")
    return 0


def pieces() -> list[Path]:
    """Find the pieces of the web font: in the built component, else in its source's folder.

    Raises
    ------
    NotReady
        The component was not built.
    """
    built = ROOT / "web" / "dist" / "build.json"
    folders = [ROOT / "web" / "node_modules" / "@fontsource-variable" / "noto-sans-sc" / "files"]
    if built.exists():
        folders.insert(0, ROOT / "web" / "dist" / json.loads(built.read_text(encoding="utf-8"))["lib"] / "files")
    for folder in folders:
        found = sorted(folder.glob("noto-sans-sc-*-wght-normal.woff2"))
        if found:
            return found
    raise NotReady("没有找到网页字体，打印字体无法生成。", remedy="请先运行 python tasks.py setup 构建地图组件。")


def cast(parts: list[Path], folder: Path) -> int:
    """Write the four files whole or not at all; answers how many characters they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    common = common_characters()
    count = 0
    for weight, value in WEIGHTS.items():
        glyphs: dict[int, tuple[str, object, tuple[int, int]]] = {}
        components: dict[str, tuple[object, tuple[int, int]]] = {}
        head: TTFont | None = None
        for n, path in enumerate(parts):
            font = instancer.instantiateVariableFont(TTFont(path), {"wght": value}, inplace=True)
            head = head or font
            _take(font, f"p{n}.", glyphs, components)
        if head is None:
            raise NotReady("网页字体是空的。", remedy="请删除 web/dist 后重新运行 python tasks.py setup。")
        for family, codes in ((COMMON, common & set(glyphs)), (REST, set(glyphs) - common)):
            part = folder / f"{family.replace(' ', '')}-{weight}.ttf.part"
            _write(
                head,
                part,
                family=family,
                weight=weight,
                glyphs={code: glyphs[code] for code in sorted(codes)},
                components=components,
            )
            part.replace(part.with_suffix(""))
        count = len(glyphs)
    (folder / "OFL.txt").write_text(
        "Made from Noto Sans SC, (c) 2014-2021 Adobe (http://www.adobe.com/), under the SIL Open Font License 1.1\n"
        "(https://openfontlicense.org). Renamed, cut to static weights and parted by characters; the outlines are the\n"
        "original's. The same licence holds for these files.\n",
        encoding="utf-8",
    )
    return count


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


def _take(font: TTFont, prefix: str, glyphs: dict, components: dict) -> None:  # type: ignore[type-arg]  # fontTools has no types
    """Copy a piece's glyphs under names of their own."""
    glyf, metrics = font["glyf"], font["hmtx"].metrics
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.glyphName = prefix + part.glyphName
        components[prefix + name] = (glyph, metrics[name])
    for code, name in font.getBestCmap().items():
        glyphs.setdefault(code, (prefix + name, *components[prefix + name]))


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
    """Names and the parts they are made of."""
    out: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        out.append(name)
        glyph = components[name][0]
        if glyph.isComposite():
            waiting += [part.glyphName for part in glyph.components if part.glyphName not in out]
    return out


if __name__ == "__main__":
    sys.exit(main())
