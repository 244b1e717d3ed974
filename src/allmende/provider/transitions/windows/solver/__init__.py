"""Places items into windows under rules: a problem in, a placement with its reasons out. Knows no Django.

Runs in a process of its own (``python -m allmende.provider.transitions.windows.solver``): the solver takes 100 MB.
"""
