"""Nothing prints as a box: the faces of set-up hold every name, also without any font of the system."""

import os
import subprocess
import sys

import pytest

from data.faces import common_characters
from geo.model.scope import Role, Scope
from geo.model.view import SheetSpec, ViewSpec
from geo.render.sheet import compose, faces
from tests.rules.world import DISTRICT
from tests.served import ROOT

RARE = "街峡㎡埇昇堃喆夲赟燚䶮㙘㛃㸆㑇𬭚𫖯𣲗𬱖𨱏𬀩𠮷𠀋𡈽𣘺𩸽"
ALONE = """
import sys, matplotlib.font_manager as fm
fm.findSystemFonts = lambda *a, **k: []
fm.fontManager.ttflist = [f for f in fm.fontManager.ttflist if "matplotlib" in f.fname]
from geo.model.view import SheetSpec, ViewSpec
from geo.render.sheet import compose, faces
from geo.render.sheet.page import Page, A4
assert faces.faces() == ["OGM Sans", "OGM Sans Ext", "OGM Sans Rare"], faces.faces()
page = Page(A4)
for n, part in enumerate(sys.argv[1:]):
    page.write(20, 20 + n % 60 * 12, part, 9, bold=n % 2 == 1)
import io, warnings
warnings.simplefilter("error")
page.figure.savefig(io.BytesIO(), format="png", dpi=50)
page.figure.savefig(io.BytesIO(), format="pdf")
print("missing:" + "".join(sorted(page.unprinted)))
"""


def test_every_name_of_the_store_is_printed_without_the_systems_fonts(book):
    who = Scope("测试员", Role.ADMIN, DISTRICT)
    names = set(book.places(who)["name"]) | set(book.centers(who)["name"]) | set(book.streets(who)["name"].dropna())
    signs = sorted({char for name in names for char in name})
    lines = ["".join(signs[n : n + 30]) for n in range(0, len(signs), 30)] + [RARE]
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *lines],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "MPLCONFIGDIR": str(ROOT / "build")},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("missing:")


def test_the_common_file_holds_gb2312():
    signs = faces._signs()
    lacking = [
        chr(code) for code in common_characters() if code not in signs and chr(code).isprintable() and code > 0x4E00
    ]
    assert lacking == []


def test_every_character_a_name_may_be_registered_with_has_a_glyph():
    signs = faces._signs()
    assert [chr(code) for code in (*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FA6)) if code not in signs] == []


def test_a_character_no_face_has_is_shown_as_a_stand_in_and_told():
    said, missing = faces.legible("姓\U0003134a名")
    assert (said, missing) == ("姓〓名", "\U0003134a")


def test_width_counts_chinese_as_full():
    assert faces.width("三湾街", 10) == pytest.approx(30, abs=0.6)
    assert faces.width("111", 10) < 20


def test_a_sheet_says_which_characters_it_could_not_print(small):
    made = compose(small, SheetSpec(ViewSpec(DISTRICT), title="\U0003134a家巷一张图"))
    said = "\n".join(text.text for text in made.page.texts())
    assert "〓家巷一张图" in said
    assert "印作〓：U+3134A" in said
    assert made.unprinted == "\U0003134a"
