"""Borders move, nothing tears: the coverage, its edits and their checks."""
