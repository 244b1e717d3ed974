"""The pages about processes."""
