"""The shared base services that every wing stands on."""
