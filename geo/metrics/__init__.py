"""The figures of the rail, one file each; METRICS is their order on screen."""

import hashlib

from geo.metrics import covered, feedback, nine_overdue, overdue, visits
from geo.metrics import open as open_events
from geo.metrics.base import Metric

METRICS: tuple[Metric, ...] = (
    covered.METRIC,
    open_events.METRIC,
    overdue.METRIC,
    feedback.METRIC,
    visits.METRIC,
    nine_overdue.METRIC,
)


def metrics_hash() -> str:
    """16 hex digits that change when any figure's version does."""
    text = "\n".join(sorted(f"{metric.key} {metric.version}" for metric in METRICS))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
