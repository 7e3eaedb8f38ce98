"""Opens the store of the house: one embedded database file, or memory for tests."""

import os
from pathlib import Path

from data.access import Access
from data.vault import locate
from geo.model.profile import Profile

ROOT = Path(__file__).resolve().parents[1]
ENV = "OGM_DATABASE_URL"
VAR_ENV = "OGM_VAR"


class Store(Access):
    """The district's memory: reads of geo.ports.Reads, commands of data.vault.Vault."""


def open_store(url: str | None = None, *, create: bool = False, profile: Profile | str | Path | None = None) -> Store:
    """Open a store and bring its tables to the newest form.

    Parameters
    ----------
    url
        SQLAlchemy address (`sqlite:///path`, `sqlite://` = memory); None means OGM_DATABASE_URL, else
        var/grid.db of the project (folder OGM_VAR).
    create
        Make an empty store where there is none; a memory store is always made.
    profile
        A district's profile or the path of its file; None = data.config.load_profile's default.

    Raises
    ------
    StoreError
        Missing, broken, locked, made by a newer program, or no database of ours.
    """
    store = Store(locate(url or os.environ.get(ENV) or default_url()), profile)
    store.set_up(create=create)
    return store


def default_url() -> str:
    """Address of the file in the project's var folder."""
    var = Path(os.environ.get(VAR_ENV) or ROOT / "var")
    return f"sqlite:///{(var / 'grid.db').as_posix()}"
