"""From BPMN to the graph: what is not executed is a finding, never a surprise at run time."""

from .process import executable_process, read_process

__all__ = ["executable_process", "read_process"]
