"""KERN components, layouts, static assets, content security policy.

Must not know: any page.
"""
