"""Rules in German prose: words → tokens → syntax tree → CEL.

What is not surely understood raises ``NotUnderstoodError``.
"""
