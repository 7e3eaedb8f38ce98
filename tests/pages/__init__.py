"""Every screen through the shell, for every role, without a browser."""
