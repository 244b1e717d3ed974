"""SAML 2.0 as a service provider (OASIS saml-core, -bindings, -profiles, -metadata; Web Browser SSO by HTTP-POST).

Requests are signed, assertions signed and encrypted; every value is read from exactly the element that a pinned key
signed. What deviates is refused. BundID is a thin variant of this.
"""
