"""Looking after running processes: find them, see where they stand, put right what went wrong."""
