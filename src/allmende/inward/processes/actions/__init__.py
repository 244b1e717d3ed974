"""Every write about process models."""

from .beginning import create_model, import_model
from .facts import FACTS, change_facts, facts_of
from .publishing import NothingToPublishError, publish_model
from .remarks import settle_remark, write_remark
from .states import ChangedMeanwhileError, begin_model, change_model, redo_change, stream_of, undo_change

__all__ = [
    "FACTS", "ChangedMeanwhileError", "NothingToPublishError", "begin_model", "change_facts", "change_model",
    "create_model", "facts_of", "import_model", "publish_model", "redo_change", "settle_remark", "stream_of",
    "undo_change", "write_remark",
]  # fmt: skip
