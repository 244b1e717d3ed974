"""Pages of the customers' desk."""
