"""Rules and values in the words of the municipality: labels of form fields, parameters and steps instead of names.

Must not know: pages. A rule that cannot be said in words comes back as it is written.
"""

from .doing import Speaker, speaker_for
from .labels import Labels, labels_for
from .offered import called_processes, decisions, templates
from .saying import say, say_condition

__all__ = [
    "Labels", "Speaker", "called_processes", "decisions", "labels_for", "say", "say_condition", "speaker_for",
    "templates",
]  # fmt: skip
