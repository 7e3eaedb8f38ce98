"""What a colleague may receive as a link: place, period, layers, engine."""

from dataclasses import dataclass

PERIODS = (7, 30, 90)
ENGINES = ("auto", "light")


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """State of a page that lives in the URL; never names or ids of persons."""

    place: str
    days: int = 30
    engine: str = "auto"
    layers: tuple[str, ...] | None = None  # None = the registry's defaults
