"""The provider's forms, by what they are about."""
