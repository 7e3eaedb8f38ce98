"""What leaves the house: modes, record, worker, command line."""
