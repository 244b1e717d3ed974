"""Case (Vorgang): the spine. Submission, case, decision and everything a clerk does to them.

Must not know: the doors cases come through.
"""
