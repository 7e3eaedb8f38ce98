"""Names records for ever: ULIDs, sorted by the time they were made."""

import secrets
from datetime import datetime

import numpy as np

SIGNS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
LENGTH, COUNTED = 26, 8  # the last eight signs (40 bits) count up within one call


def ulids(count: int, at: datetime) -> list[str]:
    """Make `count` rising ULIDs of one moment."""
    fixed_bits = (int(at.timestamp() * 1000) << 40) | secrets.randbits(40)
    fixed = [fixed_bits >> (5 * place) & 31 for place in reversed(range(LENGTH - COUNTED))]
    start = secrets.randbits(39)
    numbers = (start + np.arange(count, dtype=np.uint64))[:, None]
    places = np.arange(COUNTED - 1, -1, -1, dtype=np.uint64) * np.uint64(5)
    counted = SIGNS[((numbers >> places) & np.uint64(31)).astype(np.intp)]
    signs = np.hstack([np.broadcast_to(SIGNS[fixed], (count, LENGTH - COUNTED)), counted])
    return [str(text, "ascii") for text in np.ascontiguousarray(signs).view(f"S{LENGTH}").ravel().tolist()]
