"""The screens in menu order, and which role may open them."""

from dataclasses import dataclass

from geo.model.scope import Role

EVERYBODY = frozenset(Role)
PLANNING = frozenset({Role.PLANNER, Role.STREET, Role.LEADER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Screen:
    """One page: its URL segment, file, titles and roles."""

    key: str  # URL segment, ASCII; the first screen is the start page
    file: str  # below pages/
    room: str  # word in the top navigation
    title: str  # word in the room's list of looks
    roles: frozenset[Role]
    listed: bool = False  # stands in the top navigation as its room's door


ROOMS: tuple[Screen, ...] = (
    Screen("onemap", "look/onemap.py", "看", "一张图", EVERYBODY, listed=True),
    Screen("circles", "look/circles.py", "看", "服务圈", EVERYBODY),
    Screen("issues", "look/issues.py", "看", "诉求", EVERYBODY),
    Screen("nine", "look/nine.py", "看", "九色", EVERYBODY),
    Screen("relief", "look/relief.py", "看", "立体态势", EVERYBODY),
    Screen("wall", "look/wall.py", "看", "视图与大屏", EVERYBODY),
    Screen("plans", "plan/plans.py", "规划", "方案", PLANNING, listed=True),
    Screen("edit", "plan/edit.py", "规划", "调整", frozenset({Role.PLANNER, Role.STREET})),
    Screen("compare", "plan/compare.py", "规划", "对比", PLANNING),
    Screen("review", "plan/review.py", "规划", "审批", PLANNING),
    Screen("sheet", "brief/sheet.py", "出图", "单图", EVERYBODY, listed=True),
    Screen("atlas", "brief/atlas.py", "出图", "图册", EVERYBODY),
    Screen("papers", "brief/papers.py", "出图", "简报与台账", EVERYBODY),
    Screen("load", "keep/load.py", "管理", "导入", frozenset({Role.ADMIN}), listed=True),
    Screen("health", "keep/health.py", "管理", "质量", frozenset({Role.ADMIN})),
)


def allowed(role: Role) -> tuple[Screen, ...]:
    """Screens the role may open, in menu order."""
    return tuple(screen for screen in ROOMS if role in screen.roles)
