"""Repairs: the questions of the core that this function answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.jurisdictions.hooks import PluginSpec, Service, hookimpl
from plugins.repairs import service  # its commands are known once the plugin is
from plugins.repairs.board import in_progress
from plugins.repairs.record import QUOTE, RECEPTION, RECORDS

__all__ = ["Repairs", "plugin", "service"]

_PAGES = Path(__file__).parent / "documents"


class Repairs(PluginSpec):
    """Two kinds of paper, four of record, and the repairs under way for a client's card."""

    records = RECORDS

    @hookimpl
    def document_kinds(self) -> Mapping[str, Path]:
        """The ticket of reception and the quote."""
        return {RECEPTION: _PAGES / "reception", QUOTE: _PAGES / "quote"}

    @hookimpl
    def services_in_progress(self, session: Session, customer_id: Any) -> Sequence[Service]:
        """Repairs that the client has not got back yet."""
        return in_progress(session, customer_id)


plugin = Repairs()
