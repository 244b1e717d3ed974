"""Pages for the browser, and addresses for wallets."""
