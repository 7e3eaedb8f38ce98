"""The door: who asks is known before anything runs; no page, route or socket lies outside it."""
