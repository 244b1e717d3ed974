"""BundID: the federal account for citizens, SAML 2.0 with an extension of AKDB's (OZG § 3)."""
