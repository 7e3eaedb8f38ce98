"""Benches: one module a part, each with `measure()`."""
