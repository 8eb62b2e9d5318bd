"""Collective decisions (三重一大): matters, bodies, meetings, votes, resolutions and what follows from them.

The other domains ask `meetings.require(session, kind, amount, reference, …)` before a large act.
"""

from app.meetings.choices import ActKind
from app.meetings.requiring import NeedsResolution, require

__all__ = ["ActKind", "NeedsResolution", "require"]
