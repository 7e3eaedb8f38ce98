"""回访率: of the events closed in a period, those whose reporter was called back and answered."""

from geo.metrics.base import Daily, How, Inputs, Metric

VALID = "有效"


def compute(inputs: Inputs) -> Daily:
    """Answered calls and all closed, on the day each was closed; nothing at all where no call was ever noted.

    A district whose files have no 回访结果 does not call nobody: it does not say.
    """
    rows, bins, told = inputs.events["row"].to_numpy(), inputs.bins("closed_at"), inputs.events["callback"]
    if not told.notna().any():
        rows = rows[:0]
        return Daily(inputs.counted(rows, bins[:0]), inputs.counted(rows, bins[:0]))
    valid = (told == VALID).to_numpy()
    return Daily(inputs.counted(rows[valid], bins[valid]), inputs.counted(rows, bins))


METRIC = Metric(
    key="callback",
    title="回访率",
    unit="%",
    grain="微网格",
    formula="其中有效回访 / 期内办结的事件（无效回访、没有回访的都在分母；作废、重复不计）",
    source="事件",
    good="up",
    how=How.FLOW,
    compute=compute,
    breaks=(60, 75, 85, 95),
    why="期内没有办结的事件，或事件里没有记回访结果",
    more=True,
)
