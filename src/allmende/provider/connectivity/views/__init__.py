"""Pages for staff of the provider, and the worksheet for institutions."""
