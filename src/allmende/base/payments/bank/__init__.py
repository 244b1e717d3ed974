"""Bank statements: read, matched with claims, booked."""
