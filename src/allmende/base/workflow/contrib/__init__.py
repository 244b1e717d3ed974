"""The variants that come with the engine: what a process can do without knowing of cases."""

from . import call_connector

SERVICE_ACTIONS = (call_connector.ACTION,)
