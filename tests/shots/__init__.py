"""Pictures of every page, for the README and for looking at."""
