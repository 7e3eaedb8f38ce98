"""What a table of each kind must hold: columns, values, and the faults a person is told."""

from geo.schema.fault import Fault
from geo.schema.kinds import KINDS, Kind, kind_of

__all__ = ["KINDS", "Fault", "Kind", "kind_of"]
