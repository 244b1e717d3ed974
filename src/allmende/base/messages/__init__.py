"""Conversations with customers over every channel; e-mail out and in.

Must not know: cases; a conversation belongs to an opaque subject.
"""
