"""Forms of address: the honorific that each language puts before or after a name, or after an organisation's."""

from core.names.honorifics.forms import WISHES, Form, address_form, find_form, name_wanted

__all__ = ["WISHES", "Form", "address_form", "find_form", "name_wanted"]
