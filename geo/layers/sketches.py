"""圈阅: what somebody circled on the map, numbered, and how far it has come."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line, Mark, Pick, Text, Where
from geo.model.scope import Role, Scope
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import status
from geo.rules.sketches import AREA

NOTED = "圈阅"  # nothing was ordered
LATE, DONE = State.OVERDUE.title, State.DONE.title
GOING = (NOTED, State.WAITING.title, State.DOING.title)
PEN = Pick("stage", ((LATE, "overdue"), (DONE, "teal")), "pen")
WIDTH, CASING = ((11.0, 2.0), (15.0, 3.2)), ("panel", ((11.0, 4.5), (15.0, 6.4)))


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Read the sketches still open.

    Columns: tag (number in the list, oldest = 1), words, who (role and day), form (面 or 线), stage
    (圈阅, or the state of the event made of it), micro, event (its code or None).
    """
    found = store.sketches(scope).sort_values("at", kind="stable")
    events = store.events(scope)
    states = status.states(events, store.as_of())
    of_event = states.reindex(found["event"]).to_numpy()
    who = [f"{Role(role).title} {at:%m-%d %H:%M}" for role, at in zip(found["role"], found["at"], strict=True)]
    return GeoDataFrame(
        {
            "tag": [str(n + 1) for n in range(len(found))],
            "words": found["words"].astype(str),
            "who": who,
            "form": found["form"].astype(str),
            "stage": [NOTED if pd.isna(n) or n < 0 else State(int(n)).title for n in of_event],
            "micro": found["micro"].astype(str),
            "event": found["event"].astype(object).where(found["event"].notna(), None),
        },
        geometry=found.geometry,
        index=found.index,
        crs=found.crs,
    )


LAYER = Layer(
    key="sketches",
    title="圈阅",
    group="诉求",
    kind=Kind.AREA,
    load=load,
    style=(
        Fill(PEN, opacity=0.1, where=Where("form", (AREA,))),
        Line(PEN, WIDTH, casing=CASING, where=Where("stage", (*GOING, LATE))),
        Line("teal", WIDTH, dash=(5.0, 3.0), casing=CASING, where=Where("stage", (DONE,))),
        Mark("disc", PEN, 10.0, where=Where("stage", (*GOING, DONE))),
        Mark("triangle", "overdue", 12.5, where=Where("stage", (LATE,))),
        Text("tag", 13, "panel", halo="pen", halo_width=0.0, bold=True, always=True),
    ),
    legend=(
        Entry("line", "圈阅（数字为序号）", "pen"),
        Entry("triangle", "圈阅超期", "overdue"),
        Entry("dash", "圈阅已办结", "teal"),
    ),
    source="圈阅",
    tooltip=(("圈阅", "words"), ("圈阅人", "who"), ("状态", "stage")),
    keep=("tag", "form"),
    on=True,
    live=True,
    noted=True,
)
