"""The statements of the hot path: few, plain, the same on SQLite and PostgreSQL.

A move is: lock the instance, read its tokens, write what changed. On PostgreSQL the lock is the instance's row; on
SQLite every writing transaction is exclusive from its beginning. These statements are SQL because the same ones
through the ORM take four times the CPU; all of them name the tenant or a key read under its lock. Several moves are
written together, one statement for all where the database allows it.
"""

from .moves import Move
from .reading import lock_instance, lock_instances, read_all_marks, read_marks, unit_id
from .waits import LOST_AFTER, arm_timers, close_waits, insert_jobs, listen
from .work import close_task, close_work, open_incidents, open_tasks, settle_incidents
from .writing import insert_instance, write_instances, write_marks

__all__ = [
    "LOST_AFTER",
    "Move",
    "arm_timers",
    "close_task",
    "close_waits",
    "close_work",
    "insert_instance",
    "insert_jobs",
    "listen",
    "lock_instance",
    "lock_instances",
    "open_incidents",
    "open_tasks",
    "read_all_marks",
    "read_marks",
    "settle_incidents",
    "unit_id",
    "write_instances",
    "write_marks",
]
