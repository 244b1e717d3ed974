"""Programmes that end, move or renumber services: dates, effects on each customer, checklists, revisions.

Every text is made from one record of dates. Must not know a kind of measure by name: those are registered.
"""
