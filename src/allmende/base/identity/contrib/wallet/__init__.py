"""The EUDI wallet (eIDAS 2): identity data as an SD-JWT VC, asked for by OpenID4VP 1.0 with DCQL.

Knows nothing of what the data is for; accounts and sessions are the business of ``identity.actions``.
"""
