"""The DMN file of a working copy: read, shown, changed and written without losing what it does not know."""
