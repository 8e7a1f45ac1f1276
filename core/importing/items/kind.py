"""Bringing articles in: references, variants, and the stock that lies in the boutiques on the first day.

Opening stock is booked once: the same row again finds it booked. A piece is received once, by its serial; where it is
by then is not the file's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from core.base.errors import NotFound
from core.base.text import canonical
from core.catalogue.model import Piece, Reference, Variant
from core.commands.house import Shop
from core.importing.bulk import write_rows
from core.importing.formats.rows import Row
from core.importing.items.rows import BadCell, ItemRow, item_of
from core.importing.kinds import Frame, Judged
from core.importing.outcome import RowFinding
from core.importing.seen import Seen, digest
from core.importing.small import Small, by_key, parts
from core.inventory.model import PiecePlace, StockMove
from core.inventory.stock import book_moves

_REFERENCES: Table = Reference.__table__
_VARIANTS: Table = Variant.__table__
_PIECES: Table = Piece.__table__
_PLACES: Table = PiecePlace.__table__
_MOVES: Table = StockMove.__table__
#: Names the moves of opening stock, so that each can exist once only.
_OPENING = UUID("6f0c3a52-8f0e-5d0c-9a53-0c1f6d2b7e11")
#: What a reference or a variant is when a file has no column for it.
_UNSAID_REFERENCE: Mapping[str, Any] = {"description": {}, "collection": ""}
_UNSAID_VARIANT: Mapping[str, Any] = {
    "gtin": None,
    "size": "",
    "colour": "",
    "details": {},
    "composition": {},
    "unique": False,
}


@dataclass
class _Base:
    """What is held of a batch's articles."""

    references: dict[Any, Mapping[str, Any]]
    variants: dict[Any, Mapping[str, Any]]
    gtins: dict[Any, Mapping[str, Any]]
    pieces: dict[Any, Mapping[str, Any]]
    epcs: dict[Any, Mapping[str, Any]]
    opened: dict[UUID, int]


@dataclass
class _Changes:
    """What is to be written, by natural key."""

    references: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    variants: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    pieces: dict[str, tuple[str, str, Mapping[str, Any]]] = field(default_factory=dict)
    opening: dict[UUID, tuple[str, str, int]] = field(default_factory=dict)
    base: _Base | None = None


class Items(Small):
    """Articles: a reference by its code, a variant by its SKU, a piece by its serial."""

    verb = "item.write"

    def begin(self, frame: Frame) -> None:
        """Take the file's columns."""
        super().begin(frame)
        self._columns = frozenset(frame.layout.columns)
        self._rows, self._said = Seen(), Seen(prints=True)
        self._shops: dict[str, Shop] = {}

    def plan(self, session: Session, rows: list[Row]) -> tuple[list[ItemRow], list[RowFinding]]:
        """Check rows by themselves and against the rows before them."""
        planned, findings = [], []
        for row in rows:
            record = self.record(row)
            try:
                item = item_of(row[0], record, self._columns)
                self._agrees(item)
                self._shop(item.boutique)
            except BadCell as fault:
                findings.append(self.frame.finding(row[0], fault.column, record.get(fault.column, ""), fault.reason))
            else:
                planned.append(item)
        return planned, findings

    def _agrees(self, item: ItemRow) -> None:
        serial = item.piece["serial"] if item.piece else ""
        first = self._rows.first(f"piece {serial}" if serial else f"{item.sku}\x1f{item.boutique}", item.row)
        if first is not None:
            raise BadCell("serial" if serial else "sku", f"Row {first} is the same. Keep one of the two.")
        code = item.reference["code"]
        for what, name, values in (
            ("reference", code, item.reference),
            ("sku", item.sku, {**item.variant, "reference": code}),
            ("gtin", item.variant.get("gtin"), {"sku": item.sku}),
            ("epc", item.piece["epc"] if item.piece else None, {"serial": serial}),
        ):
            if name is None:
                continue
            mine = digest(canonical(values))
            if self._said.first(f"{what} {name}", mine) not in (None, mine):
                raise BadCell(what, f"An earlier row says otherwise of {what} {name}. Make the rows agree.")

    def _shop(self, code: str) -> None:
        if code and code not in self._shops:
            try:
                self._shops[code] = self.frame.house.shop(code)
            except NotFound as fault:
                raise BadCell("boutique", str(fault)) from None

    def judge(self, session: Session, worked: list[ItemRow]) -> Judged:
        """Compare with the catalogue and the stock."""
        judged, changes = Judged(), _Changes(base=self._base(session, worked))
        for item in worked:
            try:
                outcome = self._compare(item, changes)
            except BadCell as fault:
                judged.findings.append(
                    self.frame.finding(item.row, fault.column, self._shown(item, fault.column), fault.reason)
                )
                continue
            setattr(judged.tally, outcome, getattr(judged.tally, outcome) + 1)
        judged.changes = changes
        return judged

    @staticmethod
    def _shown(item: ItemRow, column: str) -> str:
        values = {"sku": item.sku, "quantity": f"{item.quantity}", **item.variant, **(item.piece or {})}
        return f"{values.get(column, '')}"

    def _base(self, session: Session, items: list[ItemRow]) -> _Base:
        opened: dict[UUID, int] = {}
        for part in parts(_opening_id(item) for item in items if item.quantity):
            found = session.execute(select(_MOVES.c.id, _MOVES.c.quantity).where(_MOVES.c.id.in_(part)))
            opened |= {row.id: row.quantity for row in found}
        pieces = [item.piece for item in items if item.piece]
        return _Base(
            by_key(session, _REFERENCES, "code", (item.reference["code"] for item in items)),
            by_key(session, _VARIANTS, "sku", (item.sku for item in items)),
            by_key(session, _VARIANTS, "gtin", (item.variant["gtin"] for item in items if item.variant.get("gtin"))),
            by_key(session, _PIECES, "serial", (piece["serial"] for piece in pieces)),
            by_key(session, _PIECES, "epc", (piece["epc"] for piece in pieces if piece["epc"])),
            opened,
        )

    def _compare(self, item: ItemRow, changes: _Changes) -> str:
        base = changes.base
        assert base is not None
        reference, variant = base.references.get(item.reference["code"]), base.variants.get(item.sku)
        self._allowed(item, base, variant)
        added = variant is None
        changed = _differs(item.reference, reference)
        if changed:
            changes.references[item.reference["code"]] = item.reference
        moved = variant is not None and (reference is None or variant["reference_id"] != reference["id"])
        if variant is None or moved or _differs(item.variant, variant):
            changed = True
            changes.variants[item.sku] = (item.reference["code"], item.variant)
        if item.piece:
            stored = base.pieces.get(item.piece["serial"])
            added = added or stored is None
            if _differs(self._columns_of(item.piece), stored):
                changed = True
                changes.pieces[item.piece["serial"]] = (item.sku, item.boutique, item.piece)
        elif item.quantity and _opening_id(item) not in base.opened:
            added = True
            changes.opening[_opening_id(item)] = (item.sku, item.boutique, item.quantity)
        return "new" if added else "changed" if changed else "unchanged"

    def _columns_of(self, piece: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: value for name, value in piece.items() if name in self._columns}

    @staticmethod
    def _allowed(item: ItemRow, base: _Base, variant: Mapping[str, Any] | None) -> None:
        if variant is not None and item.variant.get("unique", variant["unique"]) != variant["unique"]:
            how = "piece by piece" if variant["unique"] else "by quantity"
            raise BadCell(
                "unique", f"{item.sku} is kept {how}, which cannot change while it is in the books. Correct unique."
            )
        gtin = base.gtins.get(item.variant.get("gtin"))
        if gtin is not None and gtin["sku"] != item.sku:
            raise BadCell("gtin", f"{gtin['sku']} has this GTIN. Read it from the label again.")
        opened = base.opened.get(_opening_id(item)) if item.quantity else None
        if opened is not None and opened != item.quantity:
            raise BadCell(
                "quantity", f"The opening stock was booked as {opened}. Later changes are movements: count the stock."
            )
        if item.piece:
            stored, worn = base.pieces.get(item.piece["serial"]), base.epcs.get(item.piece["epc"])
            if stored is not None and (variant is None or stored["variant_id"] != variant["id"]):
                raise BadCell("serial", "A piece of another article has this serial. Read it from the piece again.")
            if worn is not None and worn["serial"] != item.piece["serial"]:
                raise BadCell("epc", f"The piece {worn['serial']} has this EPC. Read the tag again.")

    def land(self, session: Session, judged: Judged) -> Mapping[str, Any]:
        """Write what differs, receive what is new."""
        changes: _Changes = judged.changes
        base = changes.base
        assert base is not None
        fresh: dict[Table, list[dict[str, Any]]] = {table: [] for table in (_REFERENCES, _VARIANTS, _PIECES, _PLACES)}
        references = {code: row["id"] for code, row in base.references.items()}
        for code, incoming in changes.references.items():
            references[code] = self._put(
                session, _REFERENCES, references.get(code), {**_UNSAID_REFERENCE}, incoming, fresh
            )
        variants = {sku: row["id"] for sku, row in base.variants.items()}
        for sku, (code, incoming) in changes.variants.items():
            values = {**incoming, "reference_id": references[code]}
            variants[sku] = self._put(session, _VARIANTS, variants.get(sku), {**_UNSAID_VARIANT}, values, fresh)
        moves = [
            self._move(move, variants[sku], boutique, None, quantity, "opening")
            for move, (sku, boutique, quantity) in changes.opening.items()
        ]
        for serial, (sku, boutique, incoming) in changes.pieces.items():
            stored = base.pieces.get(serial)
            if stored is not None:
                session.execute(
                    update(_PIECES).where(_PIECES.c.id == stored["id"]).values(**self._columns_of(incoming))
                )
            else:
                moves.append(self._receive(variants[sku], boutique, incoming, fresh))
        for table, rows in fresh.items():
            write_rows(session, table, rows)
        book_moves(session, moves)
        return {}

    def _put(
        self,
        session: Session,
        table: Table,
        identity: UUID | None,
        unsaid: dict[str, Any],
        values: Mapping[str, Any],
        fresh: dict[Table, list[dict[str, Any]]],
    ) -> UUID:
        if identity is not None:
            session.execute(update(table).where(table.c.id == identity).values(**values))
            return identity
        new = self.frame.house.ids.new()
        fresh[table].append({**unsaid, **values, "id": new})
        return new

    def _receive(
        self, variant: UUID, boutique: str, values: Mapping[str, Any], fresh: dict[Table, list[dict[str, Any]]]
    ) -> dict[str, Any]:
        """As ``core.inventory.commands.receive`` does: the piece, its place, its movement."""
        new_id, now = self.frame.house.ids.new, self.frame.house.clock.now()
        piece = new_id()
        fresh[_PIECES].append({**values, "id": piece, "variant_id": variant, "composition": {}, "turn": 1})
        fresh[_PLACES].append(
            {
                "id": new_id(),
                "piece_id": piece,
                "holder_kind": "boutique",
                "holder": boutique,
                "because": "received",
                "since_at": now,
                "until_at": None,
            }
        )
        return self._move(new_id(), variant, boutique, piece, 1, "received")

    def _move(
        self, move: UUID, variant: UUID, boutique: str, piece: UUID | None, quantity: int, reason: str
    ) -> dict[str, Any]:
        return {
            "id": move,
            "at": self.frame.house.clock.now(),
            "boutique_id": self._shops[boutique].boutique_id,
            "variant_id": variant,
            "piece_id": piece,
            "quantity": quantity,
            "reason": reason,
            "entry_id": None,
        }


def _opening_id(item: ItemRow) -> UUID:
    return uuid5(_OPENING, f"{item.boutique}\x1f{item.sku}")


def _differs(incoming: Mapping[str, Any], stored: Mapping[str, Any] | None) -> bool:
    return stored is None or any(stored[name] != value for name, value in incoming.items())
