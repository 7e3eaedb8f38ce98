"""Tests of the walking engine."""
