// Small improvements on every page; each works without.
