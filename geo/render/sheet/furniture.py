"""What surrounds the map on a sheet: title, stamp, date, scale bar, north, legend, notes."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle

from geo.layers.base import Layer
from geo.model.profile import Profile
from geo.render.legend import legend
from geo.render.style import paint

NOTICE = "示意边界，不作划界依据"
STAMP = "演示数据"


def header(figure: Figure, title: str, subtitle: str, *, stamp: bool, as_of: str) -> None:
    """Title and subtitle left, stamp and data time right, a rule below."""
    figure.text(0.04, 0.965, title, fontsize=17, fontweight="bold", color=paint("ink"), va="center")
    figure.text(0.04, 0.942, subtitle, fontsize=8.5, color=paint("ink2"), va="center")
    figure.text(0.96, 0.942, f"数据截至 {as_of}", fontsize=8, color=paint("ink2"), va="center", ha="right")
    if stamp:
        figure.text(
            0.96,
            0.966,
            STAMP,
            fontsize=10,
            fontweight="bold",
            color=paint("stamp"),
            va="center",
            ha="right",
            bbox={
                "boxstyle": "round,pad=.35",
                "facecolor": paint("stamp_ground"),
                "edgecolor": paint("stamp_line"),
                "linewidth": 0.8,
            },
        )
    figure.add_artist(Line2D([0.04, 0.96], [0.93, 0.93], color=paint("accent"), linewidth=1.2))


def footer(figure: Figure, sources: list[str], notes: list[str], crs: str) -> None:
    """Write sources, system and notes in one small line each."""
    text = f"来源：{'、'.join(sources)}｜CGCS2000 / {crs}｜{NOTICE}"
    figure.text(0.04, 0.022, text, fontsize=6.5, color=paint("ink2"), va="center")
    if notes:
        figure.text(0.04, 0.010, "口径：" + "；".join(notes), fontsize=6.5, color=paint("ink2"), va="center")


def scale_bar(axes: Axes) -> None:
    """Draw a bar of a round length at the lower left, with the north arrow and the notice beside it."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    wide, high = east - west, north - south
    metres = _round_down(wide / 5)
    x, y = west + wide * 0.03, south + high * 0.02
    axes.add_patch(Rectangle((x, y), metres, high * 0.0035, facecolor=paint("ink"), edgecolor="none", zorder=60))
    label = f"{metres / 1000:g} 公里" if metres >= 1000 else f"{metres:g} 米"  # noqa: PLR2004 - metres of a kilometre
    axes.text(
        x + metres / 2, y + high * 0.008, label, ha="center", va="bottom", fontsize=7.5, color=paint("ink"), zorder=60
    )
    nx = x + metres + wide * 0.06
    axes.annotate(
        "",
        (nx, y + high * 0.03),
        xytext=(nx, y),
        arrowprops={"arrowstyle": "-|>", "color": paint("ink"), "linewidth": 1.2},
        zorder=60,
    )
    axes.text(nx, y + high * 0.033, "北", ha="center", va="bottom", fontsize=8, color=paint("ink"), zorder=60)
    axes.text(nx + wide * 0.03, y, NOTICE, va="bottom", fontsize=7, color=paint("ink2"), zorder=60)


def key(axes: Axes, layers: list[Layer], profile: Profile) -> None:
    """Draw the legend: only what was drawn, from the registry's own entries."""
    handles = [_sample(line) for layer in layers if layer.group != "底图" for line in legend(layer, profile)]
    if not handles:
        return
    box = axes.legend(
        handles=handles,
        loc="upper left",
        fontsize=8.5,
        frameon=True,
        framealpha=0.94,
        edgecolor=paint("control"),
        borderpad=0.8,
        labelspacing=0.55,
        handlelength=2.2,
    )
    box.set_zorder(61)
    frame = box.get_frame()
    if isinstance(frame, FancyBboxPatch):
        frame.set_linewidth(0.8)


def _sample(line: dict[str, str | None]) -> Line2D | Patch:
    color, title = line["color"] or "none", str(line["title"])
    match line["shape"]:
        case "fill" | "ramp":
            return Patch(facecolor=color, edgecolor=line["stroke"] or color, linewidth=0.8, label=title)
        case "hatch":
            return Patch(facecolor="none", edgecolor=color, hatch="/////", linewidth=0.5, label=title)
        case "line" | "dash":
            sample = Line2D([], [], color=color, linewidth=1.4, label=title)
            if line["shape"] == "dash":
                sample.set_linestyle((0, (4, 2.5)))
            return sample
        case shape:
            sign = {"star": "*", "triangle": "^"}.get(str(shape), "o")
            size = 10 if sign == "*" else 8
            return Line2D(
                [],
                [],
                marker=sign,
                color="none",
                markerfacecolor=color,
                markeredgecolor="white",
                markersize=size,
                label=title,
            )


def _round_down(metres: float) -> float:
    """Largest 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(max(metres, 1)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))
