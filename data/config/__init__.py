"""What makes one district differ from another, as files: profile, colours, event tree, column names."""

from data.config.profile import columns, load_profile

__all__ = ["columns", "load_profile"]
