"""Pages for staff of the provider."""
