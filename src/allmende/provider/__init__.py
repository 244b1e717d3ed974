"""IT services for schools and offices: what the provider offers, who uses it, and moves that leave nobody behind."""
