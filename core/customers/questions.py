"""Asking the client base: who may be the same person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.commands.question import Question, View
from core.customers.merging import likely_duplicates
from core.customers.on_paper import own_name


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for one person (or against, below zero)."""

    reason: str
    weight: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A client who may be the same person; the weights of ``reasons`` add up to ``weight``."""

    number: str
    name: str
    weight: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class LikelyDuplicates(Question[tuple[Duplicate, ...]]):
    """Who may be the same person as a client, the likeliest first."""

    verb: ClassVar[str] = "customer.read"
    personal: ClassVar[bool] = True
    purpose: ClassVar[str] = "finding clients kept twice"
    number: str


def duplicates(view: View, question: LikelyDuplicates) -> tuple[Duplicate, ...]:
    """Judge all who share something with the client."""
    found = likely_duplicates(view.session, question.number)
    view.shows(question.number, *(likeness.customer.number for likeness in found))
    return tuple(
        Duplicate(
            likeness.customer.number,
            own_name(likeness.customer),
            likeness.weight,
            tuple(Reason(reason, weight) for reason, weight in likeness.reasons),
        )
        for likeness in found
    )
