"""随手记 of the grid workers: small things noted on their rounds, three or four for every event."""

import numpy as np
import pandas as pd

from data.demo.sketch import Sketch, dice

LONGEST = 90  # minutes a round lasts


def notes(sketch: Sketch, patrol: pd.DataFrame, events: int, seed: int) -> pd.DataFrame:
    """Draw notes on the patrols, each by whoever walked there; dice of their own.

    Parameters
    ----------
    patrol
        Columns staff grid at lon lat.
    events
        How many events there are: `[rounds] notes_per_event` of the sketch times as many notes are expected.

    Returns
    -------
    DataFrame
        Columns of a note (docs/house.md, section 2), oldest first; none after the last patrol.
    """
    rng = dice(seed, "notes")
    walked = patrol[patrol["staff"].notna()]
    at, keen = np.unique(walked["grid"].to_numpy(dtype=str), return_inverse=True)
    pace = rng.lognormal(0, 0.25, len(at))[keen]
    count = rng.poisson(sketch["rounds"]["notes_per_event"] * events / len(walked) * pace / pace.mean())
    made = walked.loc[walked.index.repeat(count), ["staff", "at", "lon", "lat"]]
    later = rng.integers(0, LONGEST, len(made)).astype("timedelta64[m]")
    made["at"] = np.minimum(made["at"].to_numpy() + later, patrol["at"].max().to_datetime64())
    made = made.sort_values("at", kind="stable", ignore_index=True)
    made.insert(0, "code", [f"S{n + 1:06d}" for n in range(len(made))])
    return made
