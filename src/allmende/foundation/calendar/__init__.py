"""Which days are worked: public holidays by federal state and commune, closing days, and how the law counts periods.

Must not know: what is due or open on which day.
"""
