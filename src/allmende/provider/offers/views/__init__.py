"""Pages of the provider's catalogue and customers."""
