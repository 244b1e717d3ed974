"""Ways to learn who someone is, one folder each."""
