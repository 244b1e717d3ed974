"""What each payer pays for a quarter: counted from the register and the prices, billed once.

The rule: a month costs a twelfth of the year's price (a third of the quarter's); a month begun or ended in the middle
costs its days of use, each the month's price through the month's days. A price paid once is due with the first day.
While the term of an order runs, its own prices hold; after it, those of the catalogue. An institution that has closed
uses nothing from the day after its last one. Each line is rounded to a cent once, and the lines add up to the bill.
"""
