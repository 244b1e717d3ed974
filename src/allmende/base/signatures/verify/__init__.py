"""The public page where anyone verifies a document of ours."""
