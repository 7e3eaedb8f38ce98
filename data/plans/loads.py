"""Counts a balance may weigh: nine-colour tags by place, unrestricted groups only, no person."""

import numpy as np
from sqlalchemy import func, or_, select

from data.store import Store
from data.tables import Household, ResidentTag
from geo.plan.panel import Spots
from geo.plan.plane import points_to_plane


def care(store: Store) -> Spots:
    """Count tags in force at `as_of` by the place of their household, in the plane.

    Restricted groups are never counted. The counts are exact and only for weighing: what a screen
    shows of them is coarse (geo.plan.panel).
    """
    now = store.as_of()
    restricted = [group.code for group in store.profile().groups if group.restricted]
    query = (
        select(Household.lon, Household.lat, func.count())
        .join(ResidentTag, ResidentTag.household == Household.code)
        .where(
            ResidentTag.superseded_at.is_(None),
            ResidentTag.group.not_in(restricted),
            or_(ResidentTag.valid_from.is_(None), ResidentTag.valid_from <= now),
            or_(ResidentTag.valid_to.is_(None), ResidentTag.valid_to > now),
            Household.lon.is_not(None),
        )
        .group_by(Household.lon, Household.lat)
    )
    with store.reading() as connection:
        rows = np.array(connection.execute(query).all(), dtype=float).reshape(-1, 3)
    x, y = points_to_plane(rows[:, 0], rows[:, 1], store.profile().measure_crs)
    return Spots(x, y, rows[:, 2])
