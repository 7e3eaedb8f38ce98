"""Measures what a file costs, in seconds of processor, and whether its names are placed and apart."""

import itertools
import time

from data import open_store
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from geo.model.view import Mode, SheetSpec, Ticket, ViewSpec
from geo.render.sheet import Material, compose
from geo.render.write.docx import write_docx
from geo.render.write.pictures import write_pages, write_pdf, write_png
from geo.render.write.pptx import write_pptx
from geo.render.write.xlsx import write_xlsx

TICKET = Ticket("bench-0001", "bench", "领导", "2026-01-01 00:00")
ROUNDS = 2
NAMED = ("district", "wide", "zones", "circles", "hotspots", "ramp", "hexes")


def seconds(call):
    """Best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return round(best, 3)


def overlaps(made):
    """Count pairs of words on a sheet that touch."""
    boxes = [one.frame for one in made.page.texts() if not one.kind and not one.turn and len(one.text) > 1]
    return sum(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in itertools.combinations(boxes, 2))


def measure():
    """Measure over the demo district, its rows being read already."""
    book = open_store()
    root = book.profile().district
    rows = Material(book, Scope("bench", Role.LEADER, root), Mode.MEETING, 30)
    spec = SheetSpec(ViewSpec(root))
    codes = [str(code) for code in rows.facts.under(root, Level.L2).index]
    sheets = [compose(rows, SheetSpec(ViewSpec(root), template=key)) for key in NAMED]
    pages = [compose(rows, SheetSpec(ViewSpec(code), template="atlas")) for code in codes[::8]]
    named, lost = sum(one.labels for one in sheets + pages), sum(one.dropped for one in sheets + pages)
    touching = sum(overlaps(one) for one in sheets + pages)
    del sheets, pages

    def atlas():
        made = (compose(rows, SheetSpec(ViewSpec(code), template="atlas")) for code in codes)
        write_pages(made, TICKET, title="bench")

    start = time.process_time()
    atlas()
    return {
        "brief.atlas65_s": round(time.process_time() - start, 2),
        "brief.png300_s": seconds(lambda: write_png(compose(rows, spec), TICKET)),
        "brief.pdf_s": seconds(lambda: write_pdf(compose(rows, spec), TICKET)),
        "brief.pptx_s": seconds(lambda: write_pptx(rows, spec, TICKET)),
        "brief.docx_s": seconds(lambda: write_docx(rows, spec, TICKET)),
        "brief.xlsx_s": seconds(lambda: write_xlsx(rows, spec, TICKET)),
        "brief.labels_placed": round(named / max(named + lost, 1), 4),
        "brief.label_overlaps": touching,
    }
