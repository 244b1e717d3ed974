"""The properties of an element in the municipality's words: who, by when, which action, on which condition."""

from .form import PropertiesForm, properties_form

__all__ = ["PropertiesForm", "properties_form"]
