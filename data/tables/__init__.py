"""The one model of the store: every table of the house hangs on `Base`."""

from data.tables.base import Base, Row, Wkb
from data.tables.control import Audit, DataVersion, ImportBatch, ImportBefore, ImportFault, Setting
from data.tables.people import Household, Note, Patrol, Resident, ResidentTag, Staff, Visit
from data.tables.place import BaseFeature, Building, Center, Compound, Grid, Street
from data.tables.plan import Plan, PlanEvent, PlanShape, UnitVersion
from data.tables.work import (
    Alliance,
    Appeal,
    Event,
    EventLog,
    Pairing,
    PointsEntry,
    Project,
    Sketch,
    StarCard,
    StarItem,
    Station,
)

__all__ = [
    "Alliance",
    "Appeal",
    "Audit",
    "Base",
    "BaseFeature",
    "Building",
    "Center",
    "Compound",
    "DataVersion",
    "Event",
    "EventLog",
    "Grid",
    "Household",
    "ImportBatch",
    "ImportBefore",
    "ImportFault",
    "Note",
    "Pairing",
    "Patrol",
    "Plan",
    "PlanEvent",
    "PlanShape",
    "PointsEntry",
    "Project",
    "Resident",
    "ResidentTag",
    "Row",
    "Setting",
    "Sketch",
    "Staff",
    "StarCard",
    "StarItem",
    "Station",
    "Street",
    "UnitVersion",
    "Visit",
    "Wkb",
]
