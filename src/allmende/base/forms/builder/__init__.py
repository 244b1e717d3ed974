"""The workshop for forms: staff edit the working copy, try it out, compare, review imported rules, publish.

Must not know: who fills forms in. How a page looks to people is drawn by whoever registers a canvas.
"""
