"""党群服务中心: teal stars, named when near."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Mark, Text
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Centres: columns name, hours, services (titles of the resources offered)."""
    centers = store.centers(scope)
    titles = store.profile().resources
    offered = [
        "、".join(title for title, has in zip(titles, str(flags), strict=False) if has == "1")
        for flags in centers["resources"]
    ]
    return centers.assign(services=offered, code=centers.index)[["name", "hours", "services", "code", "geometry"]]


LAYER = Layer(
    key="centers",
    title="党群服务中心",
    group="服务",
    kind=Kind.POINT,
    load=load,
    style=(
        Mark("star", "teal", ((11.0, 4.6), (12.0, 8.5), (14.5, 13.0))),
        Text("name", 13, "teal_text", anchor="left", shift=(1.2, 0.0), zoom=(14.5, 24.0)),
    ),
    legend=(Entry("star", "党群服务中心", "teal"),),
    source="党群服务中心",
    tooltip=(("名称", "name"), ("开放", "hours"), ("服务", "services")),
    keep=("code",),
    on=True,
    hit=True,
)
