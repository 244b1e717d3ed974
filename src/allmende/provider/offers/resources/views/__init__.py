"""Pages of the register for staff of the provider."""
