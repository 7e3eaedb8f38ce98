"""SheetSpec <-> the words of an address: what a link, a saved view and the command line say about a sheet."""

from collections.abc import Mapping

from geo.model.view import PERIODS, Mode, SheetSpec, ViewSpec

WORDS = ("template", "mode", "metric", "before", "after")  # beside place, days, date and layers
USUAL = SheetSpec(ViewSpec(""))


def to_query(spec: SheetSpec) -> dict[str, str]:
    """Say a spec as the address does; what is usual is left out, and so are the words a person typed."""
    view, out = spec.view, {"place": spec.view.place, "template": spec.template}
    if view.days != USUAL.view.days:
        out["days"] = str(view.days)
    if view.date:
        out["date"] = view.date
    if view.layers is not None:
        out["layers"] = ",".join(view.layers)
    told = {"mode": spec.mode.value, "metric": spec.metric, "before": spec.before, "after": spec.after}
    usual = {"mode": USUAL.mode.value, "metric": USUAL.metric, "before": "", "after": ""}
    return out | {name: value for name, value in told.items() if value != usual[name]}


def from_query(query: Mapping[str, str], place: str) -> SheetSpec:
    """Read a spec; words that make no sense are the usual ones, and a template is checked when it is drawn."""
    days = query.get("days", "")
    layers = tuple(one for one in query.get("layers", "").split(",") if one) or None
    view = ViewSpec(
        query.get("place") or place,
        int(days) if days in {str(one) for one in PERIODS} else PERIODS[1],
        layers=layers,
        date=query.get("date", ""),
    )
    mode = query.get("mode", "")
    said = {name: query.get(name) or getattr(USUAL, name) for name in WORDS if name != "mode"}
    return SheetSpec(view=view, mode=Mode(mode) if mode in set(Mode) else USUAL.mode, **said)
