"""The planner's rooms."""
