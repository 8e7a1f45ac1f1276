"""The command ``vendome``: one word per notion, ``--json`` for scripts and a table for people.

Words of other rooms and of plugins come by the entry point ``vendome.commands``; a word is imported only when it is
used, and its line in the help is the first line of its module's docstring, read without importing it.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from core.base.errors import Refused, VendomeError
from core.cli.words import command, overview

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code is 0, or the error's own (see ``core.base.errors``)."""
    words = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows another, and the word goes on
        if isinstance(stream, TextIOWrapper) and stream.encoding.casefold().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")
    if words in (["--version"], ["version"]):
        from importlib.metadata import version

        print(version("vendome"))
        return 0
    if not words or words[0] == "--help":
        print(overview())
        return 0 if words else 2
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        sentence = "A word of the command line holds half a character, such as a file name in Latin-1. Type it again."
        return _say(Refused(sentence), "--json" in words)
    try:
        word, *others = words
        answer = command(word)(args=others, prog_name=f"vendome {word}", standalone_mode=False)
    except VendomeError as fault:
        return _say(fault, "--json" in words)
    except KeyboardInterrupt:
        print("Stopped. What was acknowledged is kept; nothing else was written.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except OSError as fault:
        where = f"{fault.filename}: " if fault.filename else ""
        sentence = f"{where}{fault.strerror or fault}. Correct the path or its rights, then do it again."
        return _say(VendomeError(sentence), "--json" in words)
    except Exception as fault:
        return _database(fault, "--json" in words) if _of_database(fault) else _usage(fault, "--json" in words)
    return answer if isinstance(answer, int) else 0


def _say(fault: VendomeError, as_json: bool) -> int:
    if as_json:
        from core.base.text import canonical

        print(canonical({"error": {"kind": fault.kind, "message": str(fault)}}))
    print(f"{fault}", file=sys.stderr)
    return fault.exit_code


def _of_database(fault: Exception) -> bool:
    return type(fault).__module__.startswith("sqlalchemy.")


def _database(fault: Exception, as_json: bool) -> int:
    """What a database says while the house is made or opened, as a sentence."""
    from core.database.engine import said_plainly

    try:
        with said_plainly():
            raise fault
    except VendomeError as plainly:
        return _say(plainly, as_json)


def _usage(fault: Exception, as_json: bool) -> int:
    """What the command line itself refuses: an unknown word or option, a missing value."""
    shown = getattr(fault, "format_message", None)
    if shown is None:
        raise fault
    usage = VendomeError(f"{shown().rstrip('.')}. Run the same words with --help.")
    usage.kind, usage.exit_code = "usage", int(getattr(fault, "exit_code", 2))
    return _say(usage, as_json)
