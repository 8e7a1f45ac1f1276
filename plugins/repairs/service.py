"""The commands of a repair: receive, send, quote, answer, done, return. Each is one transaction and one kept event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, insert, select

from core.base.clock import business_date
from core.base.errors import Refused
from core.base.findings import Finding
from core.base.languages import known_language
from core.base.money import amount, amount_text, decimal_text, to_minor
from core.base.text import note, required_line
from core.commands.command import Answer, Command
from core.commands.unit import Posted, Unit
from core.customers.identity import client_of_number, led_elsewhere, one_client
from core.customers.model import Customer
from core.database import access
from core.journal.chain import JournalEntry
from core.papers.languages import unoffered
from core.papers.occasion import Occasion, occasion_of
from core.sales.basket import BasketLine
from core.sales.payment import Tender
from core.sales.sell import Sell, sell
from documents.archive import Archive
from plugins.repairs.content import Top, clients_answer, given_back, quotation, reception
from plugins.repairs.model import RepairQuote, RepairQuoteLine
from plugins.repairs.offer import QuoteLine, make_offer, note_required, service_sku, valid_until
from plugins.repairs.pieces import give_back, holder, move, piece_by_id, piece_in_hand, take_in
from plugins.repairs.record import ANSWER, QUOTE, RECEPTION, RETURN, RepairRecord
from plugins.repairs.stages import after
from plugins.repairs.steps import Standing, Step, check_promise, find, open_case, take

#: How a client may give an answer.
WAYS = ("in_person", "phone", "email", "message", "letter")
#: A quote as commands look at it: n, supply, valid_until, currency, gross in minor units, printed number.
_Quote = Row[int, str, date, str, int, str]
#: Most lines of a condition report and photographs of one reception.
REPORT_LIMIT = 40


@dataclass(frozen=True)
class ReceiveRepair(Command):
    """Take a client's piece in for repair, with a ticket for the client.

    ``serial``: serial or EPC; ``sku``: the article, needed only for an older piece that this database does not know;
    ``wish``: what the client asks for; ``condition``: the state of the piece, line by line; ``photos``: SHA-256 names
    of files already put into the archive; ``promised``: day on which an answer or the piece is promised; ``language``:
    of the papers, "" = the client's own. The answer holds ``repair``, ``number``, ``journal``, ``documents`` and
    ``findings``.
    """

    verb: ClassVar[str] = "repair.receive"
    boutique: str
    customer: str
    serial: str
    wish: str
    condition: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    promised: date | None = None
    sku: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True)
class SendRepair(Command):
    """Hand the piece to a workshop: to be examined, or, once the client has said yes, to be worked on. ``workshop``:
    its name, or the boutique's own code where the work is done there."""

    verb: ClassVar[str] = "repair.send"
    repair: str
    workshop: str
    note: str = ""
    promised: date | None = None


@dataclass(frozen=True)
class QuoteRepair(Command):
    """Draw up a quote. ``covered``: under guarantee, so nothing is to pay; ``valid``: its last day, None = as country
    and house say; ``note``: a remark for the client. The answer holds ``number``, the totals as decimal text,
    ``valid_until``, ``documents`` and ``findings``."""

    verb: ClassVar[str] = "repair.quote"
    repair: str
    lines: tuple[QuoteLine, ...]
    covered: bool = False
    valid: date | None = None
    promised: date | None = None
    note: str = ""


@dataclass(frozen=True)
class AnswerQuote(Command):
    """Note the client's yes or no to the quote, and ``how`` it was given (in_person, phone, email, message, letter)."""

    verb: ClassVar[str] = "repair.answer"
    repair: str
    accepted: bool
    how: str
    note: str = ""


@dataclass(frozen=True)
class FinishRepair(Command):
    """The piece is back at the boutique's desk, repaired or, if declined, as it was."""

    verb: ClassVar[str] = "repair.done"
    repair: str
    note: str = ""


@dataclass(frozen=True)
class ReturnRepair(Command):
    """Give the piece back; what was accepted is paid now, as a sale of the service.

    ``till`` and ``tenders`` where something is due; ``staff``: who is named on the invoice, "" = who acts; ``papers``
    of the sale. The answer holds ``number``, ``journal``, ``documents`` and ``sale`` (the answer of the sale, or None).
    """

    verb: ClassVar[str] = "repair.return"
    repair: str
    till: str = ""
    tenders: tuple[Tender, ...] = ()
    staff: str = ""
    papers: tuple[str, ...] = ("invoice", "receipt")
    note: str = ""


def receive(unit: Unit, command: ReceiveRepair) -> Answer:
    """Write the case, take custody and issue the client's ticket."""
    house = unit.house
    shop = house.shop(command.boutique)
    house.require_enabled(unit.session, shop)
    on = business_date(unit.now, shop.zone, shop.day_starts)
    wish, condition = note(command.wish, "wish"), _report(unit, command)
    if not wish.strip():
        raise Refused("Nobody said what the client asks for. Write it under wish.")
    check_promise(command.promised, on)
    if command.language:
        known_language(command.language)
    customer = client_of_number(unit.session, command.customer)
    piece = piece_in_hand(unit, command.serial, command.sku, customer.number)
    owner = holder(unit, piece.id)[1]
    number, case_id, entry_id = unit.new_number("R"), unit.new_id(), unit.new_id()
    take_in(unit, piece, shop.boutique, number)
    language = command.language or customer.language
    row = {
        "id": case_id,
        "number": number,
        "piece_id": piece.id,
        "customer_id": customer.id,
        "boutique_id": shop.boutique_id,
        "language": language,
        "wish": wish,
        "received_on": on,
    }
    details = {"condition": list(condition), "photos": list(command.photos)}
    open_case(unit, row, shop, Step("receive", shop.boutique, command.note, command.promised, details, entry_id))
    occasion = occasion_of(unit, shop, customer, unit.actor.code, language)
    record = reception(
        Top(unit, occasion, piece, number),
        wish=wish,
        condition=condition,
        photos=command.photos,
        promised=command.promised,
    )
    documents = unit.issue(entry_id, [(RECEPTION, occasion.languages, None)])
    posted = _post(unit, occasion, entry_id, RECEPTION, record)
    return {
        "repair": number,
        "stage": after("receive", "", number),
        "serial": piece.serial,
        "number": posted.label,
        "journal": str(entry_id),
        "documents": documents,
        "findings": _findings(
            [
                *led_elsewhere(command.customer, customer),
                *_stranger(unit, owner, customer),
                *unoffered(occasion.region.card, command.language),
            ]
        ),
    }


def _report(unit: Unit, command: ReceiveRepair) -> tuple[str, ...]:
    if len(command.condition) > REPORT_LIMIT or len(command.photos) > REPORT_LIMIT:
        raise Refused(f"A reception holds at most {REPORT_LIMIT} lines and photographs. Keep the telling ones.")
    if command.photos:
        archive = Archive(unit.house.archive_folder)
        missing = [name for name in command.photos if name not in archive]
        if missing:
            raise Refused(f"No archived file is called {missing[0][:80]!r}. Put the photograph into the archive first.")
    return tuple(required_line(text, f"condition, line {n}") for n, text in enumerate(command.condition, 1))


def _stranger(unit: Unit, owner: str, customer: Customer) -> list[Finding]:
    if not owner or owner in one_client(unit.session, customer).numbers.values():
        return []
    # Gifts and assistants are daily life, so the piece is taken in; the desk should know whose it was.
    return [Finding("note", "repair.owner", f"The house's books name {owner} as the one who has this piece.")]


def send(unit: Unit, command: SendRepair) -> Answer:
    """Pass custody on to the workshop."""
    repair = find(unit, command.repair, command.verb)
    workshop = required_line(command.workshop, "workshop", 100)
    stage = take(unit, repair, Step("send", workshop, command.note, command.promised))
    move(unit, repair.piece_id, repair.serial, workshop, repair.number)
    return {"repair": repair.number, "stage": stage, "holder": workshop}


def quote(unit: Unit, command: QuoteRepair) -> Answer:
    """Tax the lines, keep the quote and issue its paper."""
    repair = find(unit, command.repair, command.verb)
    shop = repair.shop
    after("quote", repair.stage, repair.number)
    unit.house.require_enabled(unit.session, shop)
    occasion = _occasion(unit, repair)
    offer = make_offer(unit, occasion, command.lines, covered=command.covered)
    until = valid_until(unit, occasion.region, repair.on, command.valid)
    quote_id, entry_id = unit.new_id(), unit.new_id()
    n = len(unit.session.scalars(select(RepairQuote.n).where(RepairQuote.case_id == repair.id)).all()) + 1
    step = Step("quote", holder(unit, repair.piece_id)[1], command.note, command.promised, {"quote": n}, entry_id)
    stage = take(unit, repair, step)
    record = quotation(
        Top(unit, occasion, piece_by_id(unit, repair.piece_id), repair.number),
        offer,
        n=n,
        wish=repair.wish,
        covered=command.covered,
        until=until,
        promised=command.promised or repair.promised_on,
        note=command.note,
    )
    unit.session.execute(
        insert(RepairQuote),
        {
            "id": quote_id,
            "case_id": repair.id,
            "n": n,
            "entry_id": entry_id,
            "supply": offer.supply,
            "covered": command.covered,
            "valid_until": until,
            "currency": shop.currency,
            "net": to_minor(decimal_text(record.totals.net), shop.currency),
            "tax": to_minor(decimal_text(record.totals.tax), shop.currency),
            "gross": to_minor(decimal_text(record.totals.gross), shop.currency),
        },
    )
    unit.session.execute(
        insert(RepairQuoteLine),
        [
            {"quote_id": quote_id, "n": line, "wording": wording, "amount": minor}
            for line, (wording, minor) in enumerate(offer.lines, 1)
        ],
    )
    documents = unit.issue(entry_id, [(QUOTE, occasion.languages, None)])
    posted = _post(unit, occasion, entry_id, QUOTE, record)
    return {
        "repair": repair.number,
        "stage": stage,
        "number": posted.label,
        "journal": str(entry_id),
        "currency": shop.currency,
        "net": record.totals.net,
        "tax": record.totals.tax,
        "gross": record.totals.gross,
        "valid_until": record.valid_until,
        "documents": documents,
        "findings": _findings([*repair.findings, *offer.taxed.findings]),
    }


def answer(unit: Unit, command: AnswerQuote) -> Answer:
    """Keep the client's word in the journal. A quote that no longer holds cannot be accepted."""
    repair = find(unit, command.repair, command.verb)
    if command.how not in WAYS:
        raise Refused(f"A client answers {', '.join(WAYS)}, not {command.how!r}. Say how.")
    name = "accept" if command.accepted else "decline"
    after(name, repair.stage, repair.number)
    answered = _last_quote(unit, repair)
    if command.accepted and repair.on > answered.valid_until:
        raise Refused(
            f"Quote {answered.label} for repair {repair.number} held until {answered.valid_until}. "
            f"Draw up a new one with «vendome repair quote {repair.number}»."
        )
    entry_id = unit.new_id()
    keeper = holder(unit, repair.piece_id)[1]
    details = {"quote": answered.n, "how": command.how}
    changes = {"agreed": answered.n} if command.accepted else {}
    stage = take(unit, repair, Step(name, keeper, command.note, None, details, entry_id), **changes)
    occasion = _occasion(unit, repair)
    record = clients_answer(
        Top(unit, occasion, piece_by_id(unit, repair.piece_id), repair.number),
        quote=answered.label,
        accepted=command.accepted,
        how=command.how,
        note=command.note,
        gross=amount_text(answered.gross, answered.currency),
    )
    posted = _post(unit, occasion, entry_id, ANSWER, record)
    return {"repair": repair.number, "stage": stage, "number": posted.label, "journal": str(entry_id)}


def done(unit: Unit, command: FinishRepair) -> Answer:
    """Bring the piece back to the desk."""
    repair = find(unit, command.repair, command.verb)
    stage = take(unit, repair, Step("done", repair.shop.boutique, command.note))
    move(unit, repair.piece_id, repair.serial, repair.shop.boutique, repair.number)
    return {"repair": repair.number, "stage": stage, "holder": repair.shop.boutique}


def return_(unit: Unit, command: ReturnRepair) -> Answer:
    """Give the piece back, paid; the sale and the hand-over are one transaction."""
    repair = find(unit, command.repair, command.verb)
    after("return", repair.stage, repair.number)
    give_back(unit, repair.piece_id, repair.serial, repair.shop.boutique, repair.customer, repair.number)
    entry_id = unit.new_id()
    paid = _pay(unit, repair, command)
    number = paid["number"] if paid else None
    details = {"sale": number} if paid else {}
    stage = take(unit, repair, Step("return", repair.customer, command.note, None, details, entry_id))
    occasion = _occasion(unit, repair)
    top = Top(unit, occasion, piece_by_id(unit, repair.piece_id), repair.number)
    posted = _post(unit, occasion, entry_id, RETURN, given_back(top, sale=number, note=command.note))
    return {
        "repair": repair.number,
        "stage": stage,
        "number": posted.label,
        "journal": str(entry_id),
        "sale": dict(paid) if paid else None,
        "documents": list(paid["documents"]) if paid else [],
        "findings": _findings(list(repair.findings)) + (list(paid["findings"]) if paid else []),
    }


def _pay(unit: Unit, repair: Standing, command: ReturnRepair) -> Answer | None:
    """Sell what the client agreed to; None when nothing is due."""
    due = _agreed_lines(unit, repair)
    if not due:
        if command.tenders:
            raise Refused(f"Nothing is due for repair {repair.number}. Give the payment back and leave it out.")
        return None
    access.check(unit.actor, Sell.verb, repair.shop.boutique)
    agreed = _quote_row(unit, repair, repair.agreed)
    sku, region = service_sku(unit, agreed.supply), unit.house.suite.region(repair.shop.region)
    papers, gross = command.papers, amount(agreed.gross, agreed.currency)
    if not command.till or (agreed.gross and not command.tenders):
        due_now = f"{amount_text(agreed.gross, agreed.currency)} {agreed.currency}"
        raise Refused(f"{due_now} is due for repair {repair.number}. Name the till and what is paid: --till and --pay.")
    if "invoice" not in papers and note_required(region, repair.on, gross, agreed.currency):
        papers = ("invoice", *papers)
    basket = tuple(
        BasketLine(
            sku=sku,
            price=amount_text(line.amount, agreed.currency),
            details={language: f"{words} · {repair.serial}" for language, words in line.wording.items()},
        )
        for line in due
    )
    return sell(
        unit,
        Sell(
            repair.shop.boutique,
            command.till,
            command.staff or unit.actor.code,
            basket,
            command.tenders,
            repair.customer,
            repair.language,
            papers,
        ),
    )


def _agreed_lines(unit: Unit, repair: Standing) -> list[Row[Any]]:
    lines = (
        select(RepairQuoteLine.n, RepairQuoteLine.wording, RepairQuoteLine.amount)
        .join(RepairQuote, RepairQuote.id == RepairQuoteLine.quote_id)
        .where(RepairQuote.case_id == repair.id, RepairQuote.n == repair.agreed, RepairQuoteLine.amount > 0)
    )
    return list(unit.session.execute(lines.order_by(RepairQuoteLine.n))) if repair.agreed is not None else []


def _last_quote(unit: Unit, repair: Standing) -> _Quote:
    newest = select(RepairQuote.n).where(RepairQuote.case_id == repair.id).order_by(RepairQuote.n.desc()).limit(1)
    return _quote_row(unit, repair, unit.session.scalar(newest))


def _quote_row(unit: Unit, repair: Standing, n: int | None) -> _Quote:
    row: _Quote = unit.session.execute(
        select(
            RepairQuote.n,
            RepairQuote.supply,
            RepairQuote.valid_until,
            RepairQuote.currency,
            RepairQuote.gross,
            JournalEntry.label,
        )
        .join(JournalEntry, JournalEntry.id == RepairQuote.entry_id)
        .where(RepairQuote.case_id == repair.id, RepairQuote.n == n)
    ).one()
    return row


def _occasion(unit: Unit, repair: Standing) -> Occasion:
    """The occasion of a step: the client as they are now, served by who acts."""
    customer = client_of_number(unit.session, repair.customer)
    return occasion_of(unit, repair.shop, customer, unit.actor.code, repair.language)


def _post(unit: Unit, occasion: Occasion, entry_id: UUID, kind: str, record: RepairRecord) -> Posted:
    return unit.post(
        occasion.shop,
        kind,
        record,
        entry_id=entry_id,
        document_class="repair",
        on=occasion.on,
        currency=occasion.shop.currency,
        customer_id=occasion.customer.id if occasion.customer else None,
    )


def _findings(found: list[Finding]) -> list[dict[str, str]]:
    return [{"level": f.level, "where": f.where, "text": f.text} for f in found]
