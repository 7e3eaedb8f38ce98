"""Runs Alembic from code: no ini file, any working directory."""

from pathlib import Path

from sqlalchemy import Connection

HERE = Path(__file__).parent


def known() -> list[str]:
    """Revisions this program understands, oldest first; a file is named `<revision>_<what>.py`."""
    return sorted(path.stem.split("_", 1)[0] for path in (HERE / "versions").glob("[0-9]*_*.py"))


def newest() -> str:
    """Revision of the model as it is written now."""
    return known()[-1]


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - slow to import and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
