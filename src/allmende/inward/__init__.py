"""The wing for staff."""
