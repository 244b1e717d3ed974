"""Orders, questions and bills of the provider's customers: cases on the spine, with the offer or resource at hand.

Keeps no state of its own: what is open or done, the case says.
"""
