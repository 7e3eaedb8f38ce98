"""重点人群(脱敏聚合): people with a colour in equal hexagons, as classes; small cells are dotted."""

from geo.model.codes import Level
from geo.model.view import Mode
from geo.render.sheet import furniture, key
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4
from geo.render.sheet.panel import over, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.style import paint
from geo.rules.shapes import bare

BASE = ("base_water",)
OVER = ("l2", "outline", "labels")
GREY = "#9AA5B1"
SLIVER = 0.04  # of a whole cell: less of it at the border is not drawn apart


def build(draft: Draft) -> tuple[str, str]:
    """Draw the cells, the hidden ones dotted, and the names of communities over them."""
    page, material = draft.page, draft.material
    shape = material.outline(draft.place)
    view = panel(page, material, body(page), shape.bounds, margin=0.02, room=(0, 22, 0, 6))
    view.draw(BASE)
    people = material.crowd
    cells = people.cells
    step = cells["step"].to_numpy()
    shapes = bare(cells.geometry)
    tones = [f"ramp{n}" if n > 0 else "ground" if n < 0 else "panel" for n in step]
    view.fill(shapes, tones, z=over("hexes", 0.0), edge="panel", width=0.7)
    if (step == -1).any():
        view.fill(shapes[step == -1], "ground", z=over("hexes", 0.2), edge=GREY, hatch="....")
    view.draw(OVER, within=shape)
    if draft.level is not Level.DISTRICT:
        view.veil(shape)
        view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    lines = key.ramp([f"ramp{n + 1}" for n in range(len(people.words))], people.words)
    if (step == 0).any():
        lines.insert(0, key.Line("fill", "#FFFFFF", "没有", paint("control")))
    if people.hidden:
        lines.append(key.Line("dots", GREY, f"隐去 {people.hidden} 格(少于 {people.k} 人等)"))
    key.corner(view, material.profile, shape, extra=lines, title="重点人群，人")
    view.finish()
    draft.took(view)
    draft.hidden += people.hidden
    draft.sources += ["九色标签", "户底册"]
    if material.mode is not Mode.INTERNAL:
        draft.notes.append(f"{material.as_of:%Y-%m} 期首次公布数，当月各文件一致")
    draft.notes.append(f"每人只计一次，每格 74 公顷，只给分级不给人数；隐去 {people.hidden} 格")
    top = int(step.max()) if len(step) else 0
    densest = int((step == top).sum()) if top > 0 else 0
    subtitle = f"等面积六边形，少于 {people.k} 人的格隐去，不含个人信息，不含受限人群"
    if not people.words:
        return f"{draft.name}没有可公布的重点人群数据", subtitle
    return f"{draft.name}重点人群最密的 {densest} 格，每格 {people.words[top - 1]}", subtitle


TEMPLATE = Template(
    "hexes",
    "人群(脱敏)",
    "A4 一张：重点人群按等面积六边形分级，小格隐去",
    A4,
    frozenset({Level.DISTRICT, *LARGE}),
    build,
)
