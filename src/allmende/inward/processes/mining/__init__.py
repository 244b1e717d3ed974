"""What really happened in a process, from the event log: how often, how long, how often again, as drawn or not.

``log`` reads finished runs as traces, ``net`` and ``replay`` hold them against the model, ``tally`` counts them by
month and office, ``groups`` lets only groups of five pass, ``figures`` is what comes out. Nothing here is about a
single person, and nothing about a single person can be worked out by asking twice.
"""
