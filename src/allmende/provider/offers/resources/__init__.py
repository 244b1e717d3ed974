"""The register of resources (domains, sites, lines, addresses …), typed, each its customer's, and what hangs on what.

Knows no single type: those come from the registry ``types.resource_types``.
"""
