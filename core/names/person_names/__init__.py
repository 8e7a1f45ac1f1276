"""Person names as each reader writes them, by Unicode CLDR (UTS 35 part 8)."""

from core.names.person_names.formatting import NameFormality, NameLength, NameOrder, NameUsage, format_name

__all__ = ["NameFormality", "NameLength", "NameOrder", "NameUsage", "format_name"]
