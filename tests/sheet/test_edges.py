"""What a writer can break: no events, nothing to draw, one household, a face gone, a title without end."""

# ruff: noqa: ARG002 - a fake answers the whole protocol, needed or not

import shutil
from io import BytesIO

import pytest
from docx import Document
from matplotlib.font_manager import fontManager
from pptx import Presentation

from geo.model.codes import Level
from geo.model.errors import NotReady
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.render.sheet import TEMPLATES, Material, compose, faces, png
from geo.render.write.docx import write_docx
from geo.render.write.html import write_html
from geo.render.write.pictures import write_pdf
from geo.render.write.pptx import write_pptx
from geo.render.write.xlsx import write_xlsx
from tests.rules.world import DISTRICT, L2S, World, scope
from tests.sheet.conftest import TICKET

PLACES = {"atlas": L2S[0]}
EACH = pytest.mark.parametrize("key", [one.key for one in TEMPLATES if not one.compares])


class Bare(World):
    """A district whose overlays are empty: no centre, no street, no water, no building, nothing proposed."""

    def centers(self, who):
        return super().centers(who).iloc[:0]

    def streets(self, who):
        return super().streets(who).iloc[:0]

    def base(self, who):
        return super().base(who).iloc[:0]

    def buildings(self, who):
        return super().buildings(who).iloc[:0]

    def sites(self, who, place):
        return None


def said(made):
    return "\n".join(text.text for text in made.page.texts())


@EACH
@pytest.mark.parametrize("world", [World(the_events=World().the_events[6:7]), Bare()], ids=["no events", "no layers"])
def test_a_template_without_anything_to_show_is_still_a_sheet(key, world):
    made = compose(
        Material(world, scope(), Mode.MEETING, 7), SheetSpec(ViewSpec(PLACES.get(key, DISTRICT), 7), template=key)
    )
    assert made.title
    assert "数据截至" in said(made)
    assert png(made.figure, dpi=30).startswith(b"\x89PNG")


@pytest.mark.parametrize("world", [World(the_events=World().the_events[6:7]), Bare()], ids=["no events", "no layers"])
def test_office_files_without_anything_to_show_are_whole(world):
    rows, spec = Material(world, scope(), Mode.MEETING, 7), SheetSpec(ViewSpec(DISTRICT, 7))
    assert len(Presentation(BytesIO(write_pptx(rows, spec, TICKET))).slides) >= 5
    told = "\n".join(one.text for one in Document(BytesIO(write_docx(rows, spec, TICKET))).paragraphs)
    assert "没有超期" in told or world.__class__ is Bare
    assert write_xlsx(rows, spec, TICKET).startswith(b"PK")
    assert b"</html>" in write_html(rows, spec, TICKET, store=world, script="", sheet="")


def test_without_roads_or_grids_the_sheet_of_circles_says_that_nothing_is_proposed():
    made = compose(Material(Bare(), scope(), Mode.MEETING, 30), SheetSpec(ViewSpec(DISTRICT), template="circles"))
    assert "没有可建议的新建点" in said(made)


def test_one_household_is_no_number_on_a_sheet():
    world = World()
    fine = world.the_grids["level"].isin([Level.L3, Level.MICRO])
    world.the_grids.loc[fine, ["households", "people"]] = [1.0, 2.0]
    micro = world.the_grids.index[world.the_grids["level"] == Level.MICRO][0]
    for place in (micro[:15], micro):
        made = compose(Material(world, scope(), Mode.MEETING, 30), SheetSpec(ViewSpec(place), template="view"))
        words = said(made)
        assert "不足10人" in words
        assert not any(word in words for word in ("，2 人", "，2人", "1 户"))


def test_a_title_without_end_is_cut_and_stays_whole_files():
    spec = SheetSpec(ViewSpec(DISTRICT), title="关于" + "进一步" * 80 + "情况", remark="备注" * 300)
    rows = Material(World(), scope(), Mode.MEETING, 30)
    assert write_pdf(compose(rows, spec), TICKET).startswith(b"%PDF")
    deck = Presentation(BytesIO(write_pptx(rows, spec, TICKET)))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    Document(BytesIO(write_docx(rows, spec, TICKET)))
    assert write_xlsx(rows, spec, TICKET).startswith(b"PK")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Faces of set-up in a folder of the test's own."""
    shutil.copytree(faces.FOLDER, tmp_path / "faces")
    kept = list(fontManager.ttflist)
    monkeypatch.setattr(faces, "FOLDER", tmp_path / "faces")
    monkeypatch.setattr(faces, "findSystemFonts", list)
    faces.forget()
    fontManager.ttflist = [one for one in kept if "matplotlib" in one.fname]
    yield tmp_path / "faces"
    monkeypatch.undo()
    fontManager.ttflist = kept
    faces.forget()


@pytest.mark.parametrize("how", ["gone", "half"])
def test_a_face_that_is_gone_is_a_sentence_and_no_page_of_boxes(folder, small, how):
    spec = SheetSpec(ViewSpec(DISTRICT))
    assert compose(small, spec).unprinted == ""
    file = folder / "OGMSans-Bold.ttf"
    if how == "half":
        file.write_bytes(file.read_bytes()[:1000])
        faces.forget()
    else:
        file.unlink()
    with pytest.raises(NotReady, match="没有可用的中文字体") as refused:
        compose(small, spec)
    assert "tasks.py setup" in refused.value.remedy


def test_without_the_face_of_rare_characters_the_rest_prints(folder, small):
    for file in folder.glob("OGMSansRare*"):
        file.unlink()
    made = compose(small, SheetSpec(ViewSpec(DISTRICT), title="𠮷家巷"))
    assert "〓家巷" in said(made)
    assert "U+20BB7" in said(made)
