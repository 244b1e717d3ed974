"""The municipality's public pages: start, search, life situations, services, offices.

Must not know: applications; it links to them by URL name.
"""
