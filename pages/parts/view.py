"""ViewSpec <-> the address bar; what a link says wrongly becomes one sentence, never an error page."""

from collections.abc import Collection, Mapping

from geo.metrics import METRICS
from geo.model.scope import Scope
from geo.model.view import ENGINES, PERIODS, ViewSpec

# Read by the browser alone; embed* belong to Streamlit.
BROWSER = frozenset({"v", "layers", "cls", "st", "level", "kiosk", "dwell", "refresh", "turn"})
USUAL = ViewSpec("")
KNOWN = BROWSER | {"place", "days", "date", "engine", "metric", "pen", "embed", "embed_options"}


def read(query: Mapping[str, str], places: Collection[str], scope: Scope, root_name: str) -> tuple[ViewSpec, list[str]]:
    """Return the view a link asks for, corrected where it must be, and the sentences that say so.

    The day is the scope's: pages.parts.link has checked it.
    """
    root = scope.root
    notices = [f"链接中的参数“{name[:20]}”不认识，已忽略。" for name in query if name not in KNOWN]
    place = query.get("place", root)
    if place not in places:
        when = "在那一天" if scope.day else ""
        notices.append(f"链接中的地点“{place[:24]}”{when}不存在，或不在您的查看范围内，已显示{root_name}。")
        place = root
    days = PERIODS[1]
    asked = query.get("days", str(days))
    if asked in {str(p) for p in PERIODS}:
        days = int(asked)
    else:
        notices.append(f"链接中的时间段“{asked[:12]}”不可用，已显示近 {days} 天（可选：7、30、90）。")
    engine = query.get("engine", ENGINES[0])
    if engine not in ENGINES:
        notices.append(f"链接中的地图引擎“{engine[:12]}”不认识，已自动选择。")
        engine = ENGINES[0]
    metric = query.get("metric", USUAL.metric)
    if metric not in {one.key for one in METRICS}:
        notices.append(f"链接中的指标“{metric[:24]}”不认识，已按常用的着色。")
        metric = USUAL.metric
    return ViewSpec(place=place, days=days, engine=engine, date=scope.day, metric=metric), notices
