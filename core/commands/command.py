"""Commands: typed wishes to change something, and who carries each one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from core.commands.unit import Unit
from core.database.engine import Base
from core.database.scopes import EVERYONE

Answer = Mapping[str, Any]


class CommandRecord(Base):
    """A command that took effect: its content's fingerprint and the answer given. Kept as long as the fiscal record."""

    __tablename__ = "command_record"
    __scope__ = EVERYONE
    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str]
    answer: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Command:
    """Base of every command: a frozen dataclass of plain values.

    ``verb`` is what the policy grants; ``boutique`` (a field or property of the subclass, if any) where it happens.
    """

    verb: ClassVar[str]


#: Carries out a command inside its unit of work, and answers with plain values.
Handler = Callable[[Unit, Any], Answer]
