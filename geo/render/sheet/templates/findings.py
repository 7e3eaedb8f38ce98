"""What a sheet finds, as a title: sentences that were tested against the data, or a plain name."""

from geo.model.codes import Level
from geo.render.sheet.facts import shortest
from geo.render.sheet.templates.base import Draft

MUCH = 0.5  # share from which "占" says something
FEW = 2
WORST = 3


def overdue_finding(draft: Draft) -> str:
    """`三湾街、盛世两片区占全区超期事件的 68%`; the worst communities where there are no 片区."""
    facts = draft.material.facts
    total = int(facts.table["overdue"].get(draft.place, 0))
    if not total:
        return f"{draft.name}没有超期事件"
    zones = facts.under(draft.place, Level.ZONE).sort_values("overdue", ascending=False, kind="stable")
    if draft.level is Level.DISTRICT and len(zones) > FEW:
        most = zones.head(FEW)
        share = most["overdue"].sum() / total
        if share > MUCH:
            names = "、".join(shortest(name) for name in most["name"])
            return f"{names}两片区占{_whole(draft)}超期事件的 {100 * share:.0f}%"
    worst = facts.ranking(draft.place, most=WORST)
    worst = worst[worst["overdue"] > 0]
    if len(worst):
        named = "、".join(f"{shortest(name)} {n} 件" for name, n in zip(worst["name"], worst["overdue"], strict=True))
        return f"{draft.name}超期 {total} 件，最多：{named}"
    return f"{draft.name}超期 {total} 件"


def covered_finding(draft: Draft) -> str:
    """`15 分钟服务圈覆盖 92.6%，1,230 人在圈外`."""
    row = draft.material.facts.row(draft.place)
    if row["covered"] is None:
        return f"{draft.name}服务圈与空白"
    estimated = draft.material.estimated
    return f"{draft.name} 15 分钟服务圈覆盖 {row['covered']:.1f}%，{int(row['outside']):,} 人在圈外{estimated}"


def _whole(draft: Draft) -> str:
    return "全区" if draft.level is Level.DISTRICT else draft.name
