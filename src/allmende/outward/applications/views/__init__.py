"""What citizens see."""
