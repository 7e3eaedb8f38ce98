"""The memory of the planner's table: drafts, their log, the main line, publishing."""
