"""Approved plans take effect on their date, whoever is in the office that day."""

import logging
import time

from data.plans import office
from geo.model.errors import GovernanceError
from geo.model.scope import Role, Scope
from pages.parts.planning.room import desk
from pages.parts.wiring import store

EVERY_S = 600.0
CLOCK = "生效日期"  # the account in the log: no person published, the date came

log = logging.getLogger("ogm.plans")


def publish_due() -> int:
    """Publish what has become due; return how many. Raises GovernanceError where one may not be published any more."""
    who = Scope(CLOCK, Role.LEADER, store().profile().district)
    return len(office.publish_due(desk(), who))


def watch() -> None:
    """Look every ten minutes for as long as the process lives."""
    while True:
        try:
            publish_due()
        except GovernanceError as error:
            log.warning("a plan that is due was not published: %s", error)
        except Exception:  # the next look may find the store mended
            log.exception("looking for due plans failed")
        time.sleep(EVERY_S)
