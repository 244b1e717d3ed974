"""Places customers into windows: wishes, vetoes, holidays and order, solved, explained, changed by hand; progress.

Also the public page of a programme, with calendar, feed and e-mail. Writes only which window an effect has; what the
effect is, transitions says. Must not know letters.
"""
