"""The ground floor: tenants, events, files, expressions, registry, jobs, search, ui, api.

Knows nothing of public administration.
"""
