"""Seals on what the municipality issues (PAdES, ETSI EN 319 142-1)."""
