"""The core's tables, and the triggers that make the record append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.customers.model import FiledKeys
from core.customers.search.triggers import name_index
from core.database.engine import KeyText, Plain, UtcInstant, append_only

revision = "core_0001"
down_revision = None
branch_labels = ("core",)
depends_on = None

#: Tables whose rows never change, and the columns that are frozen where only some are.
FROZEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("journal_entry", ()),
    ("sale", ()),
    ("sale_line", ()),
    ("sale_tender", ()),
    ("stock_move", ()),
    ("piece_sold", ()),
    ("consent", ()),
    ("customer_merge", ("id", "kept_id", "merged_id", "because", "at", "actor")),
    ("piece_place", ("id", "piece_id", "holder_kind", "holder", "because", "since_at")),
    ("document", ("id", "entry_id", "kind", "languages", "subject", "duplicate", "created_at")),
)


def upgrade() -> None:
    op.create_table(
        "command_record",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_command_record")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rate", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "base", "quote", "on", name=op.f("pk_exchange_rate")),
    )
    op.create_table(
        "house",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("settings", Plain, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_house_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house")),
    )
    op.create_table(
        "legal_entity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("address", Plain, nullable=False),
        sa.Column("numbers", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entity")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_entity_code")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", Plain, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'failed')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["topic", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "plugin_enabling",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_plugin_enabling")),
    )
    op.create_table(
        "reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("description", Plain, nullable=False),
        sa.Column("supply", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.CheckConstraint(
            "supply IN ('leather_goods', 'watch', 'jewellery', 'precious_metal', 'clothing', 'footwear', "
            "'accessory', 'silk', 'fragrance', 'eyewear', 'book', 'food', 'art', 'repair_service', "
            "'alteration_service', 'delivery_service')",
            name=op.f("ck_reference_supply"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("code", name=op.f("uq_reference_code")),
    )
    op.create_table(
        "boutique",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", Plain, nullable=False),
        sa.Column("address", Plain, nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day_starts", sa.BigInteger(), nullable=False),
        sa.Column("places", Plain, nullable=False),
        sa.CheckConstraint(
            "kind IN ('flagship', 'boutique', 'airport', 'corner', 'concession', 'web')", name=op.f("ck_boutique_kind")
        ),
        sa.CheckConstraint("day_starts BETWEEN 0 AND 12", name=op.f("ck_boutique_day_starts")),
        sa.ForeignKeyConstraint(["entity_id"], ["legal_entity.id"], name=op.f("fk_boutique_entity_id_legal_entity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boutique")),
        sa.UniqueConstraint("code", name=op.f("uq_boutique_code")),
    )
    op.create_table(
        "region_enabling",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["legal_entity.id"], name=op.f("fk_region_enabling_entity_id_legal_entity")
        ),
        sa.PrimaryKeyConstraint("entity_id", "region", name=op.f("pk_region_enabling")),
    )
    op.create_table(
        "series",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("document_class", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("next_number >= 1", name=op.f("ck_series_next_number")),
        sa.ForeignKeyConstraint(["entity_id"], ["legal_entity.id"], name=op.f("fk_series_entity_id_legal_entity")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_series")),
    )
    op.create_table(
        "variant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("details", Plain, nullable=False),
        sa.Column("composition", Plain, nullable=False),
        sa.Column("unique", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["reference_id"], ["reference.id"], name=op.f("fk_variant_reference_id_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
        sa.UniqueConstraint("gtin", name=op.f("uq_variant_gtin")),
        sa.UniqueConstraint("sku", name=op.f("uq_variant_sku")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("seal_algorithm", sa.String(), nullable=True),
        sa.Column("seal_key", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_journal_entry_boutique_id_boutique")),
        sa.ForeignKeyConstraint(["series"], ["series.code"], name=op.f("fk_journal_entry_series_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_journal_entry_series_number")),
    )
    op.create_index("ix_journal_entry_boutique_date", "journal_entry", ["boutique_id", "business_date"], unique=False)
    op.create_index("ix_journal_entry_customer", "journal_entry", ["customer_id"], unique=False)
    op.create_index("ix_journal_entry_label", "journal_entry", ["label"], unique=False)
    op.create_table(
        "piece",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("epc", sa.String(), nullable=True),
        sa.Column("composition", Plain, nullable=False),
        sa.Column("made_on", sa.String(), nullable=False),
        sa.Column("made_in", sa.String(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_piece_variant_id_variant")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece")),
        sa.UniqueConstraint("epc", name=op.f("uq_piece_epc")),
        sa.UniqueConstraint("serial", name=op.f("uq_piece_serial")),
    )
    op.create_table(
        "price",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_price_amount")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_price_variant_id_variant")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
        sa.UniqueConstraint(
            "variant_id", "region", "currency", "since", name=op.f("uq_price_variant_id_region_currency_since")
        ),
    )
    op.create_index("ix_price_variant", "price", ["variant_id", "region"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=True),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("roles", Plain, nullable=False),
        sa.Column("languages", Plain, nullable=False),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_staff_boutique_id_boutique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
    )
    op.create_table(
        "stock_level",
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_stock_level_boutique_id_boutique")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_level_variant_id_variant")),
        sa.PrimaryKeyConstraint("boutique_id", "variant_id", name=op.f("pk_stock_level")),
    )
    op.create_table(
        "till",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_till_boutique_id_boutique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till")),
        sa.UniqueConstraint("boutique_id", "code", name=op.f("uq_till_boutique_id_code")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("residence", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("advisor_id", sa.Uuid(), nullable=True),
        sa.Column("first_boutique_id", sa.Uuid(), nullable=True),
        sa.Column("source_system", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organisation')", name=op.f("ck_customer_kind")),
        sa.ForeignKeyConstraint(["advisor_id"], ["staff.id"], name=op.f("fk_customer_advisor_id_staff")),
        sa.ForeignKeyConstraint(
            ["first_boutique_id"], ["boutique.id"], name=op.f("fk_customer_first_boutique_id_boutique")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["customer.id"], name=op.f("fk_customer_merged_into_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index("ix_customer_source", "customer", ["source_system", "source_id"], unique=False)
    op.create_index(
        "ix_customer_merged",
        "customer",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("undone_at", UtcInstant(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_customer_merge_two_clients")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_customer_merge_undone")),
        sa.ForeignKeyConstraint(["kept_id"], ["customer.id"], name=op.f("fk_customer_merge_kept_id_customer")),
        sa.ForeignKeyConstraint(["merged_id"], ["customer.id"], name=op.f("fk_customer_merge_merged_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
    )
    op.create_index(
        "uq_customer_merge_open",
        "customer_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("languages", Plain, nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=True),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("pages", sa.BigInteger(), nullable=True),
        sa.Column("template", sa.String(), nullable=True),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("filed_at", UtcInstant(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'filed') = (sha256 IS NOT NULL)", name=op.f("ck_document_filed_has_hash")),
        sa.CheckConstraint("state IN ('pending', 'filed', 'failed')", name=op.f("ck_document_state")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_document_entry_id_journal_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_entry", "document", ["entry_id"], unique=False)
    op.create_table(
        "piece_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        sa.Column("holder_kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("since_at", UtcInstant(), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=True),
        sa.CheckConstraint(
            "holder_kind IN ('boutique', 'customer', 'workshop', 'transit', 'loan', 'lost')",
            name=op.f("ck_piece_place_holder_kind"),
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_piece_place_piece_id_piece")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_place")),
    )
    op.create_index(
        "uq_piece_place_open",
        "piece_place",
        ["piece_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "piece_sold",
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_piece_sold_entry_id_journal_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_piece_sold_piece_id_piece")),
        sa.PrimaryKeyConstraint("piece_id", "turn", name=op.f("pk_piece_sold")),
    )
    op.create_table(
        "stock_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_stock_move_boutique_id_boutique")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_stock_move_entry_id_journal_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_stock_move_piece_id_piece")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_move_variant_id_variant")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    op.create_index("ix_stock_move_piece", "stock_move", ["piece_id"], unique=False)
    op.create_table(
        "address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("fields", Plain, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_address_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    op.create_index("ix_address_customer", "address", ["customer_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_customer", "consent", ["customer_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("normal", KeyText, nullable=False),
        sa.Column("tail", KeyText, nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_customer", "contact", ["customer_id"], unique=False)
    op.create_index("ix_contact_normal", "contact", ["normal"], unique=False)
    op.create_index(
        "ix_contact_tail",
        "contact",
        ["tail"],
        unique=False,
        sqlite_where=sa.text("tail IS NOT NULL"),
        postgresql_where=sa.text("tail IS NOT NULL"),
    )
    op.create_table(
        "identity_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("blind", sa.String(), nullable=False),
        sa.Column("cipher", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_identity_document_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_document")),
    )
    op.create_index("ix_identity_document_blind", "identity_document", ["blind"], unique=False)
    op.create_index("ix_identity_document_customer", "identity_document", ["customer_id"], unique=False)
    op.create_table(
        "name_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("fields", Plain, nullable=False),
        sa.Column("kana", Plain, nullable=True),
        sa.CheckConstraint("source IN ('passport', 'given', 'import', 'derived')", name=op.f("ck_name_card_source")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_name_card_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_card")),
        sa.UniqueConstraint("customer_id", "position", name=op.f("uq_name_card_customer_id_position")),
    )
    op.create_table(
        "name_key",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("keys", FiledKeys, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_name_key_customer_id_customer")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_name_key")),
    )
    op.create_table(
        "name_posting",
        sa.Column("key", KeyText, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key", "customer_id", name=op.f("pk_name_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name_unfiled",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_name_unfiled")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_name_unfiled_changed",
        "name_unfiled",
        ["changed"],
        sqlite_where=sa.text("changed"),
        postgresql_where=sa.text("changed"),
    )
    op.create_table(
        "name_word",
        sa.Column("key", KeyText, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    for statement in name_index(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "preference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_preference_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
    )
    op.create_index("ix_preference_customer", "preference", ["customer_id"], unique=False)
    op.create_table(
        "profile_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("cipher", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("(value IS NULL) <> (cipher IS NULL)", name=op.f("ck_profile_value_one_form")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_profile_value_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_value")),
        sa.UniqueConstraint("customer_id", "region", "field", name=op.f("uq_profile_value_customer_id_region_field")),
    )
    op.create_table(
        "sale",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("boutique_id", sa.Uuid(), nullable=False),
        sa.Column("till_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('sale', 'return')", name=op.f("ck_sale_kind")),
        sa.CheckConstraint("net + tax = gross", name=op.f("ck_sale_identity")),
        sa.ForeignKeyConstraint(["boutique_id"], ["boutique.id"], name=op.f("fk_sale_boutique_id_boutique")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_sale_customer_id_customer")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_sale_entry_id_journal_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sale_staff_id_staff")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_sale_till_id_till")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_sale_entry_id")),
    )
    op.create_index("ix_sale_boutique_date", "sale", ["boutique_id", "business_date"], unique=False)
    op.create_index("ix_sale_customer", "sale", ["customer_id"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("net + tax = gross", name=op.f("ck_sale_line_identity")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_sale_line_piece_id_piece")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_line_sale_id_sale")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_sale_line_variant_id_variant")),
        sa.PrimaryKeyConstraint("sale_id", "n", name=op.f("pk_sale_line")),
    )
    op.create_index("ix_sale_line_piece", "sale_line", ["piece_id"], unique=False)
    op.create_table(
        "sale_tender",
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('cash', 'card', 'house_card', 'transfer', 'change')", name=op.f("ck_sale_tender_kind")
        ),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_tender_sale_id_sale")),
        sa.PrimaryKeyConstraint("sale_id", "n", name=op.f("pk_sale_tender")),
    )
    for table, columns in FROZEN:
        for statement in append_only(table, op.get_bind().dialect.name, columns):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError(
        "The core's tables hold the fiscal record; they are not taken away. Restore a backup instead."
    )
