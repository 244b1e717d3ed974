"""The demo municipality Musterstadt, as data and one loader."""
