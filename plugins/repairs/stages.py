"""The stages of a repair and the steps between them, as one table.

``received → (at_workshop) → quoted → accepted | declined → in_work → ready → returned``. Code asks the table; a step
that it does not hold is refused with what may be done instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.base.errors import Refused

#: Every stage, in the order in which a repair meets them.
STAGES = ("received", "at_workshop", "quoted", "accepted", "declined", "in_work", "ready", "returned")
#: The stage at which nothing more happens.
LAST = "returned"

#: Step → stage before → stage after. A new quote may replace one that nobody has answered; sending begins the work once
#: the client has said yes; what is declined may wait for its client or be brought back from the workshop first.
STEPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "receive": {"": "received"},
        "send": {"received": "at_workshop", "accepted": "in_work"},
        "quote": {"received": "quoted", "at_workshop": "quoted", "quoted": "quoted"},
        "accept": {"quoted": "accepted"},
        "decline": {"quoted": "declined"},
        "done": {"in_work": "ready", "declined": "ready"},
        "return": {"ready": "returned", "declined": "returned"},
    }
)


def possible(stage: str) -> tuple[str, ...]:
    """The steps that may follow a stage, in the order of the table."""
    return tuple(step for step, moves in STEPS.items() if stage in moves)


def after(step: str, stage: str, number: str) -> str:
    """The stage to which ``step`` leads from ``stage``. Refused, naming repair ``number`` and the way out, when it is
    not a step of that stage."""
    moves = STEPS[step]
    if stage in moves:
        return moves[stage]
    if stage == LAST:
        raise Refused(f"Repair {number} is returned; nothing more can be done to it. Receive the piece anew.")
    ways = " or ".join(f"«vendome repair {way} {number}»" for way in possible(stage))
    raise Refused(f"Repair {number} is {stage.replace('_', ' ')}, which is no stage for «{step}». Next comes {ways}.")
