"""The wing for the public."""
