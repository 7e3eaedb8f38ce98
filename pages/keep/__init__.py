"""管理: the room of the administrator."""
