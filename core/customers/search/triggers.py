"""How the name index keeps itself: triggers on both databases, so that a row of ``name_key`` is all there is to write.

A word leaves the vocabulary with the last client who has it: an erased name is not kept as a word.
"""

from __future__ import annotations

#: The keys of a row as rows: they hold no quote, backslash or space, so the list is written as JSON by replacing.
SPREAD = """json_each('["' || replace({row}.keys, ' ', '","') || '"]')"""

_SQLITE_FILE = f"""
  INSERT INTO name_posting (key, customer_id) SELECT value, NEW.customer_id FROM {SPREAD.format(row="NEW")};
  INSERT INTO name_word (key) SELECT value FROM {SPREAD.format(row="NEW")} AS filed
    WHERE NOT EXISTS (SELECT 1 FROM name_word WHERE name_word.key = filed.value);"""

#: A large import marks its clients first and files them later; whoever changes one before that, files it.
_FILED_NOW = "NOT EXISTS (SELECT 1 FROM name_unfiled WHERE customer_id = NEW.customer_id AND NOT changed)"

_SQLITE_TAKE = f"""
  UPDATE name_unfiled SET changed = 1 WHERE customer_id = OLD.customer_id;
  DELETE FROM name_posting WHERE customer_id = OLD.customer_id
    AND key IN (SELECT value FROM {SPREAD.format(row="OLD")});
  DELETE FROM name_word WHERE key IN (SELECT value FROM {SPREAD.format(row="OLD")})
    AND NOT EXISTS (SELECT 1 FROM name_posting WHERE name_posting.key = name_word.key);"""

#: Sorted, so that two who file the same new words take them in the same order and never wait for each other.
_POSTGRESQL_FILE = """
  INSERT INTO name_word (key)
    SELECT DISTINCT word COLLATE "C" FROM filed, unnest(tsvector_to_array(filed.keys)) AS word ORDER BY 1
    ON CONFLICT DO NOTHING;"""

_POSTGRESQL_TAKE = """
  DELETE FROM name_word USING (
    SELECT DISTINCT word COLLATE "C" AS key FROM taken, unnest(tsvector_to_array(taken.keys)) AS word
  ) AS gone
  WHERE name_word.key = gone.key
    AND NOT EXISTS (SELECT 1 FROM name_key WHERE name_key.keys @@ ('''' || gone.key || '''')::tsquery);"""


def name_index(dialect: str) -> list[str]:
    """Statements that make the index of ``name_key`` and the triggers that keep it; for the first migration."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER name_key_filed AFTER INSERT ON name_key WHEN {_FILED_NOW} BEGIN {_SQLITE_FILE} END",
            f"CREATE TRIGGER name_key_taken AFTER DELETE ON name_key BEGIN {_SQLITE_TAKE} END",
            f"CREATE TRIGGER name_key_changed AFTER UPDATE ON name_key BEGIN {_SQLITE_TAKE} {_SQLITE_FILE} END",
        ]
    statements = ["CREATE INDEX ix_name_key_keys ON name_key USING gin (keys) WITH (fastupdate = off)"]
    for name, event, tables, body in (
        ("filed", "INSERT", "NEW TABLE AS filed", _POSTGRESQL_FILE),
        ("taken", "DELETE", "OLD TABLE AS taken", _POSTGRESQL_TAKE),
        ("changed", "UPDATE", "OLD TABLE AS taken NEW TABLE AS filed", _POSTGRESQL_TAKE + _POSTGRESQL_FILE),
    ):
        statements += [
            f"CREATE FUNCTION vendome_name_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$",
            f"CREATE TRIGGER name_key_{name} AFTER {event} ON name_key REFERENCING {tables} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION vendome_name_{name}()",
        ]
    return statements
