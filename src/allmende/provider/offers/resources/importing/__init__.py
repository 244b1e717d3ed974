"""Taking over what a provider has, from CSV files: customers, contacts, resources, dependencies.

Lines come in chunks, each written as a whole; what cannot be used is told with its line and goes by. See decision 0017.
"""
