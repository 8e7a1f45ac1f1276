"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.setup.organisation import (
    DefineBoutique,
    DefineEntity,
    DefineStaff,
    define_boutique,
    define_entity,
    define_staff,
)

declaration = Declaration(
    "setup",
    commands={
        DefineEntity: define_entity,
        DefineBoutique: define_boutique,
        DefineStaff: define_staff,
    },
)
