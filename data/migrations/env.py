"""Alembic's entry: takes the connection that run.py hands over."""

from typing import Literal

from alembic import context

from data.tables import Base, Wkb


def mine(_object: object, name: str | None, kind: str, _reflected: object, _compare: object) -> bool:
    """Leave out R*Trees and their shadow tables, which autogenerate would drop."""
    return not (kind == "table" and name is not None and "_rt" in name)


def plain(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column type as the plain one it is, so that a migration never depends on today's model."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Wkb) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=mine,
    render_item=plain,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
