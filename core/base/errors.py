"""What goes wrong, by what the person at the till can do about it."""

from __future__ import annotations


class VendomeError(Exception):
    """Base of every error that is meant to be read by a person.

    The message is one sentence or two: the thing, the reason, the way out. Nothing was written.
    """

    kind = "error"
    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(_readable(message))


#: Longest word of a message that is shown whole: what somebody typed by mistake may be a whole book.
_WORD_LIMIT = 120


def _readable(message: str) -> str:
    """One line, however long and broken what it quotes."""
    words = (word if len(word) <= _WORD_LIMIT else f"{word[:_WORD_LIMIT]}…{word[-1]}" for word in message.split())
    return " ".join(words)


class Refused(VendomeError):
    """The input or the law says no; trying again unchanged gives the same answer."""

    kind = "refused"
    exit_code = 2


class NotFound(Refused):
    """Nothing of that name is here, or the actor may not know that it is."""

    kind = "not_found"
    exit_code = 3


class Forbidden(Refused):
    """The actor's roles do not allow it."""

    kind = "forbidden"
    exit_code = 4


class Retry(VendomeError):
    """Somebody else was faster or the database was busy; the same command with the same key is safe."""

    kind = "retry"
    exit_code = 5


class Unknown(VendomeError):
    """The outcome is not known; ask again with the same key."""

    kind = "unknown"
    exit_code = 6


class RegionFault(VendomeError):
    """A country or function plugin raised, was too slow, or gave an answer that the core cannot accept.

    Only that country is affected.
    """

    kind = "region_fault"
    exit_code = 7
