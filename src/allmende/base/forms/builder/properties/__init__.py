"""The properties of pages, groups and questions as people edit them, in the municipality's words."""

from .forms import PropertyForm, property_form
from .specs import Property, name_of, properties_of

__all__ = ["Property", "PropertyForm", "name_of", "properties_of", "property_form"]
