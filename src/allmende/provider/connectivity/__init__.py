"""The register of lines, address blocks, addresses and names, and renumbering: who uses which address for what.

Registers types of resource with offers and a kind of measure with transitions. Must not know servers.
"""
