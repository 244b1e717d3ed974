"""Any OpenID provider by configuration (OpenID Connect Core 1.0): company accounts, state portals, a town's directory.

Knows how an answer is asked for and checked; accounts and sessions are the business of ``identity.actions``.
"""
