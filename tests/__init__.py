"""Tests, benches and pictures."""
