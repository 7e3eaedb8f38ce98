"""What Excel and CSV share: the row of headers is found, the rows below become cells."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.config import columns
from data.readers.match import plain

LOOK_AT = 10  # titles and remarks above the headers


def header_row(lines: Sequence[Sequence[object]]) -> int:
    """Position of the row that looks most like headers among the first ones: most known words, then most cells."""
    known = {plain(word) for kind in columns().values() for words in kind.values() for word in words}

    def score(at: int) -> tuple[int, int, int]:
        cells = [str(cell) for cell in lines[at] if cell not in (None, "") and cell == cell]  # noqa: PLR0124 - NaN
        return sum(plain(cell) in known for cell in cells), len(cells), -at

    return max(range(min(len(lines), LOOK_AT)), key=score, default=0)


def below(
    table: pd.DataFrame, header: int, first: int = 1
) -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Cut the rows below the headers, drop empty ones and unnamed columns; with their numbers in the sheet."""
    names = ["" if name is None or name != name else str(name).strip() for name in table.iloc[header]]  # noqa: PLR0124 - NaN
    body = table.iloc[header + 1 :]
    keep = [i for i, name in enumerate(names) if name]
    body = body.iloc[:, keep]
    body.columns = pd.Index([names[i] for i in keep])
    body = body.loc[:, ~body.columns.duplicated()]
    filled = (body.notna() & (body != "")).any(axis=1).to_numpy()
    rows = np.arange(header + 1, len(table), dtype=np.int64)[filled] + first
    return body[filled].reset_index(drop=True), rows
