"""Stand-ins for what lives on the internet: small servers that speak the real protocol, for the demo and the tests.

Each runs in a process of its own, says on every page that it is a stand-in, keeps its state in memory and can be
told to misbehave. Must not know anything of Allmende: they speak to it over HTTP only, as the real ones do.
"""
