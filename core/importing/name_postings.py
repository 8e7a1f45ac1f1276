"""Filing many names at once on SQLite.

A trigger spreads each client's keys over the inverted index, client by client: each key then meets another page, and a
million clients cost hours. Here the keys of a whole batch are filed in their own order, so that neighbours meet the
same page. The trigger is set aside and put back inside the batch's transaction: nobody ever sees the tables without it,
and a kill brings it back with everything else. What is filed is what the trigger files; ``tests/core/importing``
compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

_TRIGGER = "name_key_filed"


def file_sorted(session: Session, rows: Sequence[tuple[Any, ...]], insert: str) -> None:
    """Write rows (client's id as 32 hex digits, keys parted by spaces) of ``name_key`` by the statement ``insert``, and
    what follows from them."""
    raw: Any = session.connection().connection.driver_connection
    held = raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (_TRIGGER,)).fetchone()
    if held is None:
        raise LookupError(f"the trigger {_TRIGGER} is not there; core.search.upkeep makes it")
    postings = sorted([(key, client) for client, keys in rows for key in keys.split(" ") if key])
    words = sorted({key for key, _ in postings})
    raw.execute(f"DROP TRIGGER {_TRIGGER}")
    raw.executemany(insert, rows)
    raw.executemany("INSERT INTO name_posting (key, customer_id) VALUES (?, ?)", postings)
    raw.executemany("INSERT OR IGNORE INTO name_word (key) VALUES (?)", ((word,) for word in words))
    raw.execute(held[0])
