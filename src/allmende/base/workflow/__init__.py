"""The process engine: BPMN compiled to a graph, tokens on SQL tables, tasks and timers.

Must not know: what the process is about; the subject is an opaque stream name.
"""
