"""Names records for ever: ULIDs, sorted by the time they were made."""

import secrets
from datetime import datetime
from threading import Lock

import numpy as np

SIGNS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
LENGTH, COUNTED = 26, 8  # the last eight signs (40 bits) count up within one call
_turn, _last = Lock(), [0]  # of this process: what was named later in the same moment sorts later


def ulids(count: int, at: datetime) -> list[str]:
    """Make `count` rising ULIDs of one moment; a later call of the same process and moment rises above them."""
    moment = int(at.timestamp() * 1000)
    with _turn:
        again = _last[0] >> 40 == moment
        _last[0] = fixed_bits = _last[0] + 1 if again else (moment << 40) | secrets.randbits(39)
    fixed = [fixed_bits >> (5 * place) & 31 for place in reversed(range(LENGTH - COUNTED))]
    start = secrets.randbits(39)
    numbers = (start + np.arange(count, dtype=np.uint64))[:, None]
    places = np.arange(COUNTED - 1, -1, -1, dtype=np.uint64) * np.uint64(5)
    counted = SIGNS[((numbers >> places) & np.uint64(31)).astype(np.intp)]
    signs = np.hstack([np.broadcast_to(SIGNS[fixed], (count, LENGTH - COUNTED)), counted])
    return [str(text, "ascii") for text in np.ascontiguousarray(signs).view(f"S{LENGTH}").ravel().tolist()]
