"""The questions that the core asks: of a country (:class:`RegionSpec`), of a function (:class:`PluginSpec`).

Each is typed, gets frozen values (``core.jurisdictions.facts``) and returns plain values. A country answers by
subclassing :class:`core.jurisdictions.region.Region` and marking the method with ``@hookimpl``; mypy then checks the
answer, and a forgotten mark is refused at import. We add a question when a second country needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from core.base.findings import Finding
from core.jurisdictions.facts import AssessedSale, LineFacts, SaleFacts, Treatment
from core.tax import Levy, Rounding

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

hookspec = pluggy.HookspecMarker("vendome")
hookimpl = pluggy.HookimplMarker("vendome")


@dataclass(frozen=True, slots=True)
class Code:
    """A machine-readable sign on a paper: ``symbology`` ``qr``; ``purpose`` says what for; ``payload`` its text."""

    symbology: str
    purpose: str
    payload: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A country's own signature over the journal's text."""

    algorithm: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service in progress, for the client's card: what, at which stage, since when, promised for when."""

    plugin: str
    number: str
    title: str
    stage: str
    since: date
    promised: date | None = None
    boutique: str = ""


class RegionSpec:
    """Questions to a country. Silence (None or an empty answer) leaves the decision to the tables and the core."""

    @hookspec(firstresult=True)
    def tax_treatment(self, sale: SaleFacts) -> Treatment | None:
        """Asked once per sale, before any amount: how does this country tax it?

        None means no opinion; with none at all the sale is domestic.
        """
        return None

    @hookspec(firstresult=True)
    def levies(self, line: LineFacts, sale: SaleFacts, treatment: Treatment) -> tuple[Levy, ...] | None:
        """Asked once per line: which taxes lie on it? None: those of the country's ``tax.toml`` for its supply
        class."""
        return None

    @hookspec(firstresult=True)
    def tax_rounding(self, sale: SaleFacts) -> Rounding | None:
        """Asked once per sale. None: ``rounding`` of the country's ``tax.toml``."""
        return None

    @hookspec
    def facts(self, assessed: AssessedSale) -> frozenset[str]:
        """Asked once per sale, after its amounts: which conditions of ``mentions.toml`` hold beyond the core's own?

        The core itself knows the treatment's code, ``rate.<code>`` for every rate used, ``margin`` and
        ``margin.<scheme>`` for every scheme used, the means of payment (``cash``, ``card`` …), ``business`` and
        ``private``.
        """
        return frozenset()

    @hookspec
    def refusals(self, assessed: AssessedSale) -> Sequence[Finding]:
        """Asked after the amounts, before the till accepts: an ``error`` finding is what the law forbids and refuses
        the sale; others are shown."""
        return ()

    @hookspec
    def codes(self, content: Mapping[str, Any]) -> Sequence[Code]:
        """Asked when the sale's content stands, before it is hashed: which signs must its papers bear?

        The content holds all that was assessed; what a sign says can then be proved from the record alone.
        """
        return ()

    @hookspec(firstresult=True)
    def seal(self, text: bytes, previous: str, secret: bytes) -> Seal | None:
        """Asked in the fiscal chain: the country's signature over the record's canonical ``text``; ``previous`` is the
        hash of the record before; ``secret`` is 32 bytes of the legal entity's own key. None: its law wants none."""
        return None

    @hookspec(firstresult=True)
    def seal_holds(self, text: bytes, previous: str, seal: Seal, secret: bytes) -> bool | None:
        """Asked by ``journal verify``: is ``seal`` the country's signature over ``text``?"""
        return None

    @hookspec
    def check_profile(self, field: str, value: str) -> Sequence[Finding]:
        """Asked when a profile value is given: findings beyond the declared type and check."""
        return ()


class PluginSpec:
    """Questions to a function (repairs, headquarters …)."""

    @hookspec
    def document_kinds(self) -> Mapping[str, Path]:
        """Asked by the documents room: kinds of paper of this plugin (``repairs.quote``) and their folders."""
        return {}

    @hookspec
    def services_in_progress(self, session: Session, customer_id: Any) -> Sequence[Service]:
        """Asked when a client's card is shown: services in progress. The session only reads."""
        return ()
