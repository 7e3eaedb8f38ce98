"""The figures of the rail, one file each; METRICS is their order on screen."""

import hashlib

from geo.metrics import (
    callback,
    closing,
    covered,
    feedback,
    five_have,
    five_steps,
    grid_cv,
    grid_gini,
    ledger,
    nine_overdue,
    noted,
    on_time,
    overdue,
    patrolled,
    repeated,
    responded,
    satisfied,
    smart,
    staffed,
    star_cards,
    star_items,
    three_rates,
    visits,
    worker_cv,
    worker_gini,
)
from geo.metrics import open as open_events
from geo.metrics.base import Metric

METRICS: tuple[Metric, ...] = (
    covered.METRIC,
    open_events.METRIC,
    overdue.METRIC,
    feedback.METRIC,
    visits.METRIC,
    nine_overdue.METRIC,
    closing.METRIC,
    on_time.METRIC,
    responded.METRIC,
    satisfied.METRIC,
    three_rates.METRIC,
    callback.METRIC,
    smart.METRIC,
    repeated.METRIC,
    ledger.METRIC,
    staffed.METRIC,
    patrolled.METRIC,
    noted.METRIC,
    five_steps.METRIC,
    five_have.METRIC,
    star_items.METRIC,
    star_cards.METRIC,
    grid_cv.METRIC,
    grid_gini.METRIC,
    worker_cv.METRIC,
    worker_gini.METRIC,
)


def metrics_hash() -> str:
    """16 hex digits that change when any figure's version does."""
    text = "\n".join(sorted(f"{metric.key} {metric.version}" for metric in METRICS))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
