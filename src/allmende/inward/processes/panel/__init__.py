"""The properties of an element in the municipality's words: who, by when, which action, on which condition."""

from .form import RULES, PropertiesForm, properties_form

__all__ = ["RULES", "PropertiesForm", "properties_form"]
