"""The check of documents that arrive signed."""
