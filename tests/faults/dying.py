"""Processes that die: a fork of this warmed-up one does its acts, tells each that is done, and is killed.

A fork has everything imported already, so that a fault costs milliseconds and falls into the act itself.
"""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.kit.errors import UserError

PATIENCE = 60.0  # seconds after which a child that neither ends nor dies is a fault of its own


@dataclass(frozen=True)
class Death:
    """How a child ended: acts it told as done, what it said last (UserError or bug), and how long it lived."""

    done: int
    refused: str = ""
    bug: str = ""
    killed: bool = False
    seconds: float = 0.0


def live(work: Callable[[Callable[[], None]], None]) -> Death:
    """Let a child do its work to the end. `work` is given a function to call after each act that is done."""
    return lives([work], [None])[0]


def die(work: Callable[[Callable[[], None]], None], after: float) -> Death:
    """Let a child begin its work and kill it `after` seconds, wherever it is then."""
    return lives([work], [after])[0]


def lives(
    works: Sequence[Callable[[Callable[[], None]], None]], deaths: Sequence[float | None]
) -> list[Death]:
    """Children at one time; each may be given the moment of its death."""
    begun = time.monotonic()
    children = [_Child(work) for work in works]
    for child, death in sorted(zip(children, deaths, strict=True), key=lambda pair: pair[1] or PATIENCE):
        if death is not None:
            child.listen(until=begun + death)
            child.kill()
    return [child.end(begun) for child in children]


class _Child:
    def __init__(self, work: Callable[[Callable[[], None]], None]) -> None:
        self.ear, mouth = os.pipe()
        self.heard = b""
        self.killed = False
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.ear)
            _be_a_child(work, mouth)
        os.close(mouth)

    def listen(self, until: float) -> None:
        """Hear what it tells until then, or until it is silent for good."""
        while (left := until - time.monotonic()) > 0:
            if select.select([self.ear], [], [], left)[0]:
                told = os.read(self.ear, 65536)
                if not told:
                    return
                self.heard += told

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.killed = True

    def end(self, begun: float) -> Death:
        self.listen(begun + PATIENCE)
        if time.monotonic() >= begun + PATIENCE:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.ear)
            return Death(0, bug=f"hung for {PATIENCE:.0f} s")
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.ear)
        acts, _, words = self.heard.decode("utf-8", "replace").partition("!")
        refused, bug = (words[1:], "") if words.startswith("U") else ("", words[1:])
        died = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if died and not (self.killed and died == signal.SIGKILL):
            bug = f"died of signal {died}"
        return Death(len(acts), refused, bug, bool(died), time.monotonic() - begun)


def _be_a_child(work: Callable[[Callable[[], None]], None], mouth: int) -> None:
    """Never comes back: whatever happens, this process ends here."""
    try:
        try:
            work(lambda: os.write(mouth, b".") and None)
        except UserError as error:
            os.write(mouth, f"!U{error}".encode())
        except BaseException:
            os.write(mouth, f"!B{traceback.format_exc()}".encode())
    finally:
        os._exit(0)
