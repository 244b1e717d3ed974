"""A provider's customers, contacts and resources, invented: for the demo, for figures, and to try an import with.

2,000 schools come out so that a programme which ends web hosting, DSL lines, file exchange and the filter and moves
mail and Moodle reaches 1,874 of them; 212 have a homepage that hangs on their Moodle, at 96 mail, VPN and firewall
hang on the line's addresses, and 41 have contracts that outlive 31 July 2022. Other sizes keep these proportions.
"""
