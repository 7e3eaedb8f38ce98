"""The briefing writer's rooms."""
