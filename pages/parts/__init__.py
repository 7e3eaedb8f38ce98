"""What screens share; the only callers of stores and renderers."""
