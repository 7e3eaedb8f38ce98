"""The way of the tables through time: upgrade() brings a store to the newest form."""

from data.migrations.run import known, newest, upgrade

__all__ = ["known", "newest", "upgrade"]
