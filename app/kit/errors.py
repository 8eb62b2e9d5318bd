"""Errors that are told to the person as they stand. Anything else is a bug of ours."""

from collections.abc import Mapping


class UserError(Exception):
    """A refusal in the office's words: what happened, to what, why, what to do."""


class Invalid(UserError):
    """A record breaks its rules. `problems` maps a field's name to a sentence; the form shows it there."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


class Stale(UserError):
    """Somebody else changed the record since it was read; reloading is the way on."""


class Moved(UserError):
    """The store was moved to a server and this file is only what is left; `url` tells where, without password."""

    def __init__(self, words: str, url: str) -> None:
        self.url = url
        super().__init__(words)


class Damaged(UserError):
    """The store is gone or cannot be read any more; a backup would help."""


class Unreadable(ValueError):
    """A cell or an input cannot be read; the message is the reason, in Chinese, without the cell's address."""


class Cancelled(Exception):
    """The person stopped a long piece of work; nothing of it is kept. Raised by a `progress` callback."""
