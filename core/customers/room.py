"""What this room brings: its commands, questions and tables."""

from __future__ import annotations

from core.commands.registry import Declaration
from core.customers.commands import (
    AddIdentity,
    NoteConsent,
    RegisterCustomer,
    SetProfile,
    add_identity,
    note_consent,
    register,
    set_profile,
)
from core.customers.merging import MergeCustomers, UnmergeCustomers, merge, unmerge
from core.customers.model import (
    Address,
    Consent,
    Contact,
    Customer,
    CustomerMerge,
    IdentityDocument,
    NameCard,
    NameKey,
    NamePosting,
    NameUnfiled,
    NameWord,
    Preference,
    ProfileValue,
)
from core.customers.questions import LikelyDuplicates, duplicates

declaration = Declaration(
    "customers",
    commands={
        RegisterCustomer: register,
        SetProfile: set_profile,
        NoteConsent: note_consent,
        AddIdentity: add_identity,
        MergeCustomers: merge,
        UnmergeCustomers: unmerge,
    },
    questions={LikelyDuplicates: duplicates},
    tables=(
        Customer,
        CustomerMerge,
        NameCard,
        NameKey,
        NamePosting,
        NameUnfiled,
        NameWord,
        Contact,
        Address,
        Consent,
        Preference,
        ProfileValue,
        IdentityDocument,
    ),
)
