"""How this municipality proves to other systems who it is, when a process calls them: tokens, passwords, keys.

A credential (Zugang) has a name that processes use, and one server to which it may go. The secret is sealed, and opened
only to send it: no page, event, log or export shows it.
"""
