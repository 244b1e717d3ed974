"""The pages about decision tables."""
