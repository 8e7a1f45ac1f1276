"""Taking a step: from one stage to the next, with the event that keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from core.base.clock import business_date
from core.base.errors import NotFound, Refused, Retry
from core.base.findings import Finding
from core.base.text import note as checked_note
from core.catalogue.model import Piece
from core.commands.house import Shop
from core.commands.unit import Unit
from core.customers.identity import client_of_number, led_elsewhere
from core.customers.model import Customer
from core.database import access
from core.organisation.model import Boutique
from plugins.repairs.model import RepairCase, RepairEvent
from plugins.repairs.stages import after


@dataclass(frozen=True, slots=True)
class Standing:
    """A repair as a command finds it. ``customer``: the client's number; ``findings``: that the repair was opened under
    another number, which was merged into it since."""

    id: UUID
    number: str
    stage: str
    steps: int
    language: str
    wish: str
    agreed: int | None
    promised_on: date | None
    piece_id: UUID
    serial: str
    customer: str
    shop: Shop
    on: date
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What an event says beside who and when. ``holder``: who has the piece from now on."""

    name: str
    holder: str
    note: str = ""
    promised: date | None = None
    details: dict[str, Any] = field(default_factory=dict)
    entry_id: UUID | None = None


def find(unit: Unit, number: str, verb: str) -> Standing:
    """The repair with a number. NotFound when there is none; Forbidden where the actor does not work for its
    boutique."""
    row = unit.session.execute(
        select(
            RepairCase.id,
            RepairCase.stage,
            RepairCase.steps,
            RepairCase.language,
            RepairCase.wish,
            RepairCase.agreed,
            RepairCase.promised_on,
            RepairCase.piece_id,
            Piece.serial,
            Customer.number.label("customer"),
            Boutique.code.label("boutique"),
        )
        .join(Piece, Piece.id == RepairCase.piece_id)
        .join(Customer, Customer.id == RepairCase.customer_id)
        .join(Boutique, Boutique.id == RepairCase.boutique_id)
        .where(RepairCase.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound(f"No repair has the number {number!r}. Find it by the serial: «vendome repair show SERIAL».")
    access.check(unit.actor, verb, row.boutique)
    shop = unit.house.shop(row.boutique)
    on = business_date(unit.now, shop.zone, shop.day_starts)
    client = client_of_number(unit.session, row.customer)
    return Standing(
        row.id,
        number,
        row.stage,
        row.steps,
        row.language,
        row.wish,
        row.agreed,
        row.promised_on,
        row.piece_id,
        row.serial,
        client.number,
        shop,
        on,
        tuple(led_elsewhere(row.customer, client)),
    )


def check_promise(promised: date | None, on: date) -> None:
    """Refuse a promise for a day that has passed."""
    if promised is not None and promised < on:
        raise Refused(f"The promised day {promised} has passed ({on} is today). Give a day that can be kept.")


def open_case(unit: Unit, row: dict[str, Any], shop: Shop, step: Step) -> None:
    """Write a new repair with its first event."""
    unit.session.execute(
        insert(RepairCase),
        row | {"stage": after("receive", "", row["number"]), "promised_on": step.promised, "agreed": None, "steps": 1},
    )
    _keep(unit, row["id"], 1, after("receive", "", row["number"]), shop, row["received_on"], step)


def take(unit: Unit, case: Standing, step: Step, **changes: Any) -> str:
    """Take a step and return the new stage. Refused when it is not a step of the stage; Retry when somebody else was
    faster. ``changes``: further columns of the repair."""
    stage = after(step.name, case.stage, case.number)
    check_promise(step.promised, case.on)
    if step.promised is not None:
        changes["promised_on"] = step.promised
    mine = update(RepairCase).where(RepairCase.id == case.id, RepairCase.steps == case.steps)
    change = mine.values(stage=stage, steps=case.steps + 1, **changes).execution_options(synchronize_session=False)
    moved = unit.session.execute(change)
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise Retry(
            f"Repair {case.number} was changed by somebody else just now. Do it again; the same key has one effect."
        )
    _keep(unit, case.id, case.steps + 1, stage, case.shop, case.on, step)
    return stage


def _keep(unit: Unit, case_id: UUID, n: int, stage: str, shop: Shop, on: date, step: Step) -> None:
    unit.session.execute(
        insert(RepairEvent),
        {
            "case_id": case_id,
            "n": n,
            "step": step.name,
            "stage": stage,
            "at": unit.now,
            "on": on,
            "actor": unit.actor.code,
            "place": shop.boutique,
            "holder": step.holder,
            "note": checked_note(step.note, "note"),
            "promised_on": step.promised,
            "details": step.details,
            "entry_id": step.entry_id,
        },
    )
