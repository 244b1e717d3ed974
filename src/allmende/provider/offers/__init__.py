"""The provider's catalogue, its customers with their contacts, and what each of them uses and pays.

Must not know programmes, nor the machinery of a service: apps above register their types of resource here.
"""
