"""Nouns of the field; standard library only."""
