"""Acting for others: who may act for whom, in what, until when, on what proof."""
