"""A composed sheet as PNG, SVG or PDF: equal sheets give equal bytes."""

from collections.abc import Iterable
from io import BytesIO

from matplotlib.backends.backend_pdf import PdfPages
from PIL.PngImagePlugin import PngInfo

from geo.model.view import Ticket
from geo.render.sheet import Made, png, stamp

DPI = {"png": 300, "png150": 150}
MAKER = "网格一张图"


def write_png(made: Made, ticket: Ticket, *, dpi: int = 300) -> bytes:
    """Write pixels; title and number stand in the file's text chunks."""
    stamp(made, ticket)
    about = PngInfo()
    about.add_itxt("Title", made.title)
    about.add_itxt("Comment", f"编号 {ticket.number}")
    return png(made.figure, dpi=dpi, about=about)


def write_svg(made: Made, ticket: Ticket) -> bytes:
    """Write vectors; characters are outlines, so that no machine lacks the face."""
    stamp(made, ticket)
    out = BytesIO()
    about = {"Date": None, "Creator": MAKER, "Title": made.title, "Identifier": ticket.number}
    made.figure.savefig(out, format="svg", metadata=about)
    return out.getvalue()


def write_pdf(made: Made, ticket: Ticket) -> bytes:
    """Write vectors with searchable text."""
    return write_pages([made], ticket, title=made.title)


def write_pages(sheets: Iterable[Made], ticket: Ticket, *, title: str) -> bytes:
    """Write sheets as the pages of one PDF, one alive at a time: hand in a generator."""
    out = BytesIO()
    about = {
        "CreationDate": None,
        "Title": title,
        "Subject": f"编号 {ticket.number}",
        "Creator": MAKER,
        "Producer": None,
    }
    with PdfPages(out, metadata=about) as book:
        for made in sheets:
            stamp(made, ticket)
            book.savefig(made.figure)
    return out.getvalue()
