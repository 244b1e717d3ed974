"""The editors' desk of the directory: units with their hours, services with their texts, who is responsible.

It must not know the website that shows what is edited here, nor any case.
"""
