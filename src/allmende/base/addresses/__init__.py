"""Central address register: streets, house numbers, areas.

Must not know: who lives there.
"""
