"""Tells each contact what it is affected by: letters, their links without an account, reminders.

Knows programmes and their effects; decides nothing about them.
"""
