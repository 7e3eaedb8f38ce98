"""Recognises what a table is and which header means which column."""

import difflib
import re
from dataclasses import dataclass
from pathlib import PurePath

from data.config import columns
from data.readers.base import RawTable
from geo.schema import KINDS, Kind

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_BLANKS = re.compile(r"[\s*_\-:：/]+")
CLOSE = 0.8  # of difflib's ratio: 上级编 (cut by a dbf) is 上级编码, 户数 is not 人数
ENOUGH = 6.0


@dataclass(frozen=True, slots=True)
class Mapping:
    """Column of the store -> header of the file; `guessed` names columns found only by likeness."""

    headers: dict[str, str]
    guessed: tuple[str, ...]
    unused: tuple[str, ...]


def plain(header: str) -> str:
    """Header without case, blanks, units in brackets and stars."""
    return _BLANKS.sub("", _BRACKETS.sub("", header)).lower()


def recognise(table: RawTable) -> Kind | None:
    """Tell the kind of a table by layer and file name and by its headers; None when nothing fits well."""
    scored = [(score(table, kind), -i, kind) for i, kind in enumerate(KINDS)]
    best = max(scored, key=lambda found: found[:2])
    return best[2] if best[0] >= ENOUGH else None


def score(table: RawTable, kind: Kind) -> float:
    """How well a kind fits: names, share of known headers, required columns, geometry."""
    words = columns()[kind.key]
    name = f"{PurePath(table.file).stem} {table.layer}".lower()
    by_layer = 6.0 if table.layer and table.layer in words["layers"] else 0.0
    by_name = 2.0 * max((len(word) for word in words["names"] if word in name), default=0)
    mapped = map_columns(list(map(str, table.cells.columns)), kind, guess=False).headers
    by_header = 6.0 * len(mapped) / max(len(table.cells.columns), 1)
    needed = [field.name for field in kind.fields if field.required]
    lacks = 4.0 * sum(name not in mapped for name in needed)
    if kind.shape in {"any", "line", "area"} and table.geometry is None:
        lacks += 20
    return by_layer + by_name + by_header - lacks


def map_columns(headers: list[str], kind: Kind, *, guess: bool = True) -> Mapping:
    """Find the header of each column: by a known word, else by likeness among what is left."""
    words = columns()[kind.key]
    left = {plain(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for field in kind.fields:
        for word in words.get(field.name, [field.name]):
            if plain(word) in left:
                found[field.name] = left.pop(plain(word))
                break
    guessed: list[str] = []
    for field in kind.fields if guess else ():
        if field.name not in found:
            known = [plain(word) for word in words.get(field.name, []) if not word.isascii()]
            near = [(header, difflib.get_close_matches(header, known, n=1, cutoff=CLOSE)) for header in left]
            hit = next((header for header, match in near if match), None)
            if hit is not None:
                found[field.name] = left.pop(hit)
                guessed.append(field.name)
    return Mapping(found, tuple(guessed), tuple(left.values()))
