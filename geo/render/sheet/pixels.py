"""A figure as PNG: the same figure gives the same bytes."""

from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.render.sheet.page import DPI

FAST = 3  # of 9: a tenth larger, twice as fast


def png(figure: Figure, *, dpi: int = DPI, about: PngInfo | None = None) -> bytes:
    """Write a figure as PNG; the same figure gives the same bytes.

    A sheet is opaque: three channels instead of matplotlib's four are a quarter less to press.
    """
    usual, out = figure.dpi, BytesIO()
    figure.dpi = dpi
    try:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3])  # type: ignore[no-untyped-call]
    finally:
        figure.dpi = usual
    Image.fromarray(pixels).save(out, format="png", dpi=(dpi, dpi), pnginfo=about, compress_level=FAST)
    return out.getvalue()
