"""The register of servers and applications, and their consolidation: criteria, waves, network demand, savings.

Uses the machinery of transitions; offices are its customers. Must not know connectivity.
"""
