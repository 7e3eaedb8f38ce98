"""What the store says about itself, for the quality page."""

from collections.abc import Iterator

from data import health, summary
from pages.parts.wiring import store


def holdings() -> list[str]:
    """Return the store's content in Chinese lines."""
    return summary.sentences(summary.summary(store()))


def findings() -> Iterator[dict[str, str]]:
    """Yield one row per point of the check, as it is found."""
    for finding in health.check(store()):
        yield {"项目": finding.title, "结果": "正常" if finding.ok else "需要处理", "说明": finding.message}
