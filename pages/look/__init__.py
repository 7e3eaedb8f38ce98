"""看: the room of the leader."""
