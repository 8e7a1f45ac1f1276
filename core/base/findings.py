"""A doubt that is shown, not a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["note", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at.

    ``level``: note, warn or error; ``where``: dotted place, e.g. ``customer.fr.siret``; ``text``: one sentence with
    the way out.
    """

    level: Level
    where: str
    text: str
