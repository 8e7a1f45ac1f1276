"""Repairs: the questions of the core that this function answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.commands.registry import Declaration
from core.jurisdictions.hooks import PluginSpec, Service, hookimpl
from plugins.repairs.questions import in_progress
from plugins.repairs.record import QUOTE, RECEPTION

_PAGES = Path(__file__).parent / "documents"


class Repairs(PluginSpec):
    """Two kinds of paper, four of record, and the repairs under way for a client's card."""

    @cached_property
    def declaration(self) -> Declaration:
        """Commands, questions and tables; loaded when one of them is asked for."""
        from plugins.repairs import model, questions, record, service

        return Declaration(
            "repairs",
            commands={
                service.ReceiveRepair: service.receive,
                service.SendRepair: service.send,
                service.QuoteRepair: service.quote,
                service.AnswerQuote: service.answer,
                service.FinishRepair: service.done,
                service.ReturnRepair: service.return_,
            },
            questions={
                questions.ListRepairs: questions.list_repairs,
                questions.ShowRepair: questions.show_repair,
            },
            records=record.RECORDS,
            tables=(model.RepairCase, model.RepairEvent, model.RepairQuote, model.RepairQuoteLine),
        )

    @hookimpl
    def document_kinds(self) -> Mapping[str, Path]:
        """The ticket of reception and the quote."""
        return {RECEPTION: _PAGES / "reception", QUOTE: _PAGES / "quote"}

    @hookimpl
    def services_in_progress(self, session: Session, customer_id: Any) -> Sequence[Service]:
        """Repairs that the client has not got back yet."""
        return in_progress(session, customer_id)


plugin = Repairs()
