"""Tables of people as one period shows them: what was published first holds until the next."""

from collections.abc import Callable
from typing import Any

import pandas as pd

Plain = dict[str, Any]  # what json takes
Known = Callable[[str], Plain | None]  # by key: what was published


def key(period: str, table: str, k: int) -> str:
    """Name what is published: `2026-11 nine k10`."""
    return f"{period} {table} k{k}"


def plain(table: pd.DataFrame) -> Plain:
    """Write counts as plain values; hidden ones are None."""
    return {
        str(code): {str(name): None if pd.isna(value) else int(value) for name, value in row.items()}
        for code, row in table.to_dict("index").items()
    }


def hidden(table: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """Cells (place, group) of a table that are not told."""
    return frozenset((str(code), str(name)) for name in table for code in table.index[table[name].isna()])


def without(table: pd.DataFrame, cells: frozenset[tuple[str, str]]) -> pd.DataFrame:
    """Hide further cells of a table: what a period hid once it never tells."""
    out = table.copy()
    for code, name in cells:
        if code in out.index and name in out:
            out.loc[code, name] = pd.NA
    return out


def held(fresh: pd.DataFrame, first: Plain | None) -> pd.DataFrame:
    """Show a table of counts as its period first did.

    Parameters
    ----------
    fresh
        What would be published now: Int64, <NA> hidden.
    first
        What was published first in the period (`plain`); None = nothing yet.

    Returns
    -------
    DataFrame of Int64
        Shape of `fresh`. With `first` not one number in it is new: cells it lacks are hidden.
    """
    if first is None:
        return fresh
    old = pd.DataFrame.from_dict(first, orient="index", dtype=object)
    return old.reindex(index=fresh.index, columns=fresh.columns).astype("Int64")
