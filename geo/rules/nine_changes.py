"""What changed in the nine colours this month: tags that began and tags that ended, as counts that may be shown."""

import pandas as pd

from geo.model.scope import Role, Scope, Tier
from geo.ports import Reads
from geo.rules.nine import open_groups


def changes(store: Reads, scope: Scope) -> pd.DataFrame:
    """Count tags that began or ended since the month began.

    At T0 the whole district is counted, whatever the scope, so that two scopes cannot be subtracted; each
    number of 1 to k-1 is hidden and no sum over groups is published. From T1 it is the scope's own.

    Returns
    -------
    DataFrame of Int64
        Index group, columns began and ended; <NA> is hidden. Restricted groups are left out below T2.
    """
    store = store.today()  # what changes this month does not depend on borders
    profile, now = store.profile(), pd.Timestamp(store.as_of())
    whole = scope.tier is Tier.T0
    # Rows of persons are read for eyes that may not; they end here, as counts.
    reader = Scope(scope.account, Role.STREET, profile.district) if whole else scope
    tags = store.tags(reader)
    month = now.normalize().replace(day=1)
    groups = list(open_groups(profile, scope.tier))
    k = profile.k_meeting if whole else profile.k_internal
    if tags.empty:
        return pd.DataFrame({"began": 0, "ended": 0}, index=pd.Index(groups, name="group"), dtype="Int64")
    made = pd.DataFrame(
        {
            name: tags[(tags[column] >= month) & (tags[column] <= now)].groupby("group").size()
            for name, column in (("began", "valid_from"), ("ended", "valid_to"))
        }
    )
    made = made.reindex(groups).fillna(0).astype("Int64").rename_axis("group")
    return made.mask((made > 0) & (made < k))
