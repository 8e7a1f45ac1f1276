"""A warm child process that renders papers, so that no page can stall or eat the process that sells.

The parent writes one frame per paper and reads one frame back; a frame is two lengths (8 bytes each, big endian), a
JSON head and, in an answer, the PDF. The child is a fresh interpreter with a plain environment: it inherits no
language, no connection and no open file, has a ceiling on its memory, and cannot reach the network or start programs.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from core.base.errors import Refused, VendomeError
from core.journal.paper import Paper
from core.journal.record import plain, read, written
from documents.kinds import Kinds
from documents.page import check_texts
from documents.preview import class_name, record_class
from documents.render import Rendered, describe

_GIB = 1 << 30
_LENGTH = struct.Struct(">QQ")
#: Longest head or PDF that a frame may announce; a longer one is noise on the pipe.
_LONGEST = 256 << 20
#: What the child may inherit: where its fonts' cache and its own programs are. Never a language.
_KEPT = ("PATH", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH")


class RenderFailed(VendomeError):
    """The child process died, ran out of memory or of time; it has been replaced, and nothing was filed."""

    kind = "render_failed"
    exit_code = 8


class RenderWorker:
    """Renders papers in a child process; use it as a context manager.

    ``timeout``: seconds per paper; ``memory``: bytes of address space; ``recycle_after``: papers before the child is
    replaced. Safe to share between threads: one paper at a time.
    """

    def __init__(
        self, kinds: Kinds, *, timeout: float = 60.0, memory: int = 2 * _GIB, recycle_after: int = 200
    ) -> None:
        self._kinds = kinds
        self._timeout = timeout
        self._memory = memory
        self._recycle_after = recycle_after
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._printed = 0
        self.started = 0

    def __enter__(self) -> RenderWorker:
        with self._turn:
            self._running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child, while there is one."""
        return None if self._child is None else self._child.pid

    def render(self, paper: Paper) -> Rendered:
        """The PDF of one paper.

        Refused as :func:`documents.render.render` refuses; RenderFailed when the child dies or takes too long. The next
        call finds a new child either way.
        """
        self._kinds[paper.kind]
        head = json.dumps(_packed(paper), ensure_ascii=False).encode()
        with self._turn:
            child = self._running()
            deadline = time.monotonic() + self._timeout
            try:
                _write(child, head, b"", deadline)
                answer, pdf = _read(child, deadline)
            except _TooLate:
                self._end(kill=True)
                raise RenderFailed(
                    f"{paper.number} took longer than {self._timeout:g} s to lay out. Shorten it, or split it."
                ) from None
            except (OSError, EOFError, ValueError):
                status = self._end(kill=True)
                raise RenderFailed(
                    f"The process that was rendering {paper.number} stopped (status {status}), most likely for want of "
                    "memory. Try once more; if it stops again, shorten or split the paper."
                ) from None
            self._printed += 1
            if self._printed >= self._recycle_after:
                self._end()
        if "refused" in answer:
            raise Refused(str(answer["refused"]))
        if "failed" in answer:
            raise RenderFailed(f"{paper.number} could not be rendered: {answer['failed']}. Report it with this number.")
        return Rendered(pdf, answer["sha256"], answer["pages"], answer["template_version"], tuple(answer["fonts"]))

    def close(self) -> None:
        """End the child; it is waited for."""
        with self._turn:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end(kill=True)
        # What this process imports from, so that a plugin's rooms are found as well; never the current folder.
        paths = [str(Path(__file__).parent.parent), *(path for path in sys.path if path)]
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Layout libraries may quote a client's text in their log.
            stderr=subprocess.DEVNULL,
            env={
                **{name: os.environ[name] for name in _KEPT if name in os.environ},
                "LANG": "C.UTF-8",
                "PYTHONUTF8": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
            },
            cwd="/",
            bufsize=0,
        )
        self._child, self._printed = child, 0
        self.started += 1
        settings = {
            "memory": self._memory,
            "kinds": {name: str(folder.resolve()) for name, folder in self._kinds.folders().items()},
        }
        deadline = time.monotonic() + self._timeout
        try:
            _write(child, json.dumps(settings).encode(), b"", deadline)
            ready, _ = _read(child, deadline)
        except (OSError, EOFError, ValueError, _TooLate) as wrong:
            status = self._end(kill=True)
            raise RenderFailed(
                f"The rendering process did not start (status {status}). Run the doctor: it checks the libraries."
            ) from wrong
        if "ready" not in ready:
            self._end(kill=True)
            raise RenderFailed(f"The rendering process did not start: {ready.get('failed')}. Run the doctor.")
        return child

    def _end(self, kill: bool = False) -> int | None:
        child, self._child = self._child, None
        if child is None:
            return None
        if kill:
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            return child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def _packed(paper: Paper) -> dict[str, Any]:
    """A paper as plain JSON values: its record as the journal's own text, with the name of its class."""
    try:
        record = written(paper.record)
    except UnicodeEncodeError:
        check_texts(plain(paper.record))  # names the field that holds half a character
        raise
    fields = {name: getattr(paper, name) for name in Paper.__slots__}
    return fields | {"record": record, "class": class_name(paper.record)}


def _unpacked(fields: dict[str, Any]) -> Paper:
    record = read(fields["record"], record_class(fields.pop("class")), fields["number"])
    return Paper(**fields | {"languages": tuple(fields["languages"]), "record": record})


class _TooLate(Exception):
    """The deadline passed while waiting for the pipe."""


def _write(child: subprocess.Popen[bytes], head: bytes, body: bytes, deadline: float) -> None:
    assert child.stdin is not None
    handle = child.stdin.fileno()
    os.set_blocking(handle, False)
    waiting = memoryview(_LENGTH.pack(len(head), len(body)) + head + body)
    while waiting:
        if not select.select([], [handle], [], max(0.0, deadline - time.monotonic()))[1]:
            raise _TooLate
        waiting = waiting[os.write(handle, waiting[:65536]) :]


def _read(child: subprocess.Popen[bytes], deadline: float) -> tuple[dict[str, Any], bytes]:
    assert child.stdout is not None
    handle = child.stdout.fileno()

    def take(count: int) -> bytes:
        taken = bytearray()
        while len(taken) < count:
            if not select.select([handle], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise _TooLate
            piece = os.read(handle, min(count - len(taken), 1 << 20))
            if not piece:
                raise EOFError
            taken += piece
        return bytes(taken)

    head, body = _LENGTH.unpack(take(_LENGTH.size))
    if max(head, body) > _LONGEST:
        raise ValueError("frame too long")
    answer = json.loads(take(head))
    if not isinstance(answer, dict):
        raise ValueError("not an answer")
    return answer, take(body)


# The child's side


def _confine(memory: int) -> None:
    """Ceilings and refusals, for good: memory, no core file, no network, no other program."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.")):
            raise PermissionError(f"a rendering process may not use {event}")

    sys.addaudithook(refuse)


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    def receive() -> dict[str, Any] | None:
        lengths = source.read(_LENGTH.size)
        if len(lengths) < _LENGTH.size:
            return None
        fields: dict[str, Any] = json.loads(source.read(_LENGTH.unpack(lengths)[0]))
        return fields

    def send(head: Mapping[str, object], body: bytes = b"") -> None:
        frame = json.dumps(head, ensure_ascii=True).encode()
        sink.write(_LENGTH.pack(len(frame), len(body)) + frame + body)
        sink.flush()

    settings = receive()
    if settings is None:
        return
    from documents.render import press

    kinds = Kinds({name: Path(folder) for name, folder in settings["kinds"].items()})
    printing = press()
    for kind in kinds.values():
        printing.styles(kind)
    _confine(settings["memory"])
    send({"ready": True})
    while (fields := receive()) is not None:
        try:
            paper = _unpacked(fields)
            rendered = printing.print(paper, kinds[paper.kind])
        except VendomeError as refused:
            send({"refused": str(refused)})
        except MemoryError:
            send({"failed": "it needs more memory than a page may have"})
        except Exception as wrong:
            # The sentence goes to a clerk: the sort of fault, never its text, which may quote a client.
            send({"failed": type(wrong).__name__})
        else:
            send(describe(rendered), rendered.pdf)


if __name__ == "__main__":
    # Anything that prints by mistake goes nowhere, so that it cannot be taken for an answer.
    with os.fdopen(os.dup(1), "wb") as answers, open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        _serve(sys.stdin.buffer, answers)
