"""Decision tables as staff see them: a list of all, a table to edit, tries, comparison, publication.

Working copies are process models of the kind "tables"; what is published is a version of ``base.workflow.decisions``.
Must not know: how a table decides, and what a case asks it for.
"""
