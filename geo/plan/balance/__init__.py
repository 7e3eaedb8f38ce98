"""Even loads with the fewest changes: the problem, a quick local search, and the exact model."""
