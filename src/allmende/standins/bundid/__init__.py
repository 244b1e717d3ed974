"""BundID: SAML 2.0 with AKDB's extension. Reads a signed question, lets one pick a person, answers as BundID does."""

from .server import Server

__all__ = ["Server"]
