"""Profile fields that countries declare: which are in scope, and whether a value is sound."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from datetime import date

from core.base.errors import NotFound, Refused
from core.base.findings import Finding
from core.base.text import line
from core.jurisdictions.region import ProfileField
from core.jurisdictions.suite import Suite


def fields_in_scope(suite: Suite, regions: Iterable[str], on: date) -> tuple[ProfileField, ...]:
    """The fields of these countries in force on a day, in order of country; inherited ones stand once, at their
    heir."""
    return tuple(field for code in sorted(regions) for field in suite.region(code).profile if field.holds(on))


def declared_field(suite: Suite, regions: Iterable[str], key: str, on: date) -> ProfileField:
    """The field ``cn.wechat_openid``; NotFound when its country is not enabled here, exactly as when it does not
    exist."""
    for field in fields_in_scope(suite, regions, on):
        if field.key == key:
            return field
    raise NotFound(
        f"No profile field {key!r} is known here. See «vendome region show» for the fields of the enabled countries."
    )


def check_value(suite: Suite, field: ProfileField, value: str) -> list[Finding]:
    """Doubts about a value; refused when it is not of the declared type at all."""
    line(value, field.key)
    if field.type == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Refused(f"{field.key}: {value!r} is no date. Write such as 1990-05-17.") from None
    elif field.type == "yes_no" and value not in ("yes", "no"):
        raise Refused(f"{field.key}: {value!r} is neither yes nor no. Write yes or no.")
    elif field.type == "choice" and value not in field.choices:
        raise Refused(f"{field.key}: {value!r} is not offered. Choose one of {', '.join(field.choices)}.")
    elif field.type == "number" and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value, re.ASCII):
        raise Refused(f"{field.key}: {value!r} is no number. Write digits, such as 54.5.")
    findings = []
    kind, _, rule = field.check.partition(":")
    if kind == "regex" and not re.fullmatch(rule, value):
        findings.append(
            Finding("warn", field.key, f"{field.label['en']} has not the usual form; please read it again.")
        )
    if kind == "stdnum" and not importlib.import_module(f"stdnum.{rule}").is_valid(value):
        findings.append(
            Finding(
                "warn",
                field.key,
                f"{field.label['en']}: the check digit does not match; please read it again from the document.",
            )
        )
    for answer in suite.ask(field.region, lambda _, hook: hook.check_profile(field=field.name, value=value)):
        findings.extend(answer)
    return findings
