"""Everything that remembers: store, readers, configuration, demo."""

from data.store import Store, open_store

__all__ = ["Store", "open_store"]
