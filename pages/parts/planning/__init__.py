"""The planner's room behind its pages: one desk for the process, what the browser is told, and its routes."""
