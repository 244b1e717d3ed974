"""The wallet against its stand-in, a process of its own."""
