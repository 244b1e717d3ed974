"""The one HTTP API: problem+json errors, keyset pages.

Must not know: any router's subject.
"""
