"""Engraving: what it brings, and the questions of the core that it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.commands.registry import Declaration
from core.examination.engraving.record import TICKET
from core.jurisdictions.hooks import PluginSpec, Service, hookimpl


class Engraving(PluginSpec):
    """One kind of paper, and the orders in hand for a client's card."""

    @cached_property
    def declaration(self) -> Declaration:
        """Commands, questions, records and tables; loaded when one of them is asked for."""
        from core.examination.engraving import model, questions, record, service

        return Declaration(
            "engraving",
            commands={service.OrderEngraving: service.order, service.FinishEngraving: service.finish},
            questions={questions.EngravingsInHand: questions.engravings_in_hand},
            records=record.RECORDS,
            tables=(model.Engraving,),
        )

    @hookimpl
    def document_kinds(self) -> Mapping[str, Path]:
        """The client's ticket."""
        return {TICKET: Path(__file__).parent / "documents" / "ticket"}

    @hookimpl
    def services_in_progress(self, session: Session, customer_id: Any) -> Sequence[Service]:
        """Orders of the client that are not finished."""
        from core.examination.engraving.questions import in_progress

        return in_progress(session, customer_id)


plugin = Engraving()
