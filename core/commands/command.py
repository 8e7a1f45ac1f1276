"""Commands: typed wishes to change something, and who carries each one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

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


Given = TypeVar("Given", bound=Command)


Handler = Callable[["Unit", Any], Answer]


_HANDLERS: dict[type[Command], Handler] = {}


def handles(command: type[Given]) -> Callable[[Callable[[Unit, Given], Answer]], Callable[[Unit, Given], Answer]]:
    """Mark the one handler of a command."""

    def mark(handler: Callable[[Unit, Given], Answer]) -> Callable[[Unit, Given], Answer]:
        _HANDLERS[command] = handler
        return handler

    return mark
