"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.kit.backups.manifest import AUTO, LIST, SUFFIX, Backup, beside, in_folder
from app.kit.backups.places import Choices

FILES = "附件"
LATEST = 3  # always kept, also of one day: a slip of this morning can be gone behind


def superfluous(found: Sequence[Backup], rule: Choices) -> list[Backup]:
    """The automatic backups that the rule does not keep. Made by hand and before an upgrade: always kept.

    A day, week (ISO) or month counts by the clock of this PC; the three newest are always kept."""
    made = sorted(
        (each for each in found if each.manifest.kind == AUTO), key=lambda each: each.made_at, reverse=True
    )
    kept: set[Path] = {each.path for each in made[:LATEST]}
    if made:  # whatever the clock says: that with the most acts in it
        kept.add(max(made, key=lambda each: each.manifest.number).path)
    for count, form in ((rule.daily, "%Y-%m-%d"), (rule.weekly, "%G-%V"), (rule.monthly, "%Y-%m")):
        newest: dict[str, Path] = {}
        for each in made:
            newest.setdefault(each.made_at.astimezone().strftime(form), each.path)
        kept |= set(list(newest.values())[:count])
    return [each for each in made if each.path not in kept]


def thin_out(folder: Path, store: str, first: str, rule: Choices) -> list[str]:
    """Delete what the rule does not keep of this office's backups, and attachments that no backup in the
    folder needs any more; returns the names of the backups that went. Raises OSError."""
    ours = [each for each in in_folder(folder, store) if each.manifest.first == first]
    gone = superfluous(ours, rule)
    for each in gone:
        # Without its manifest it is no backup any more, whatever happens next.
        for path in (beside(each.path, SUFFIX), each.path, beside(each.path, LIST)):
            path.unlink(missing_ok=True)
    if gone:
        _sweep(folder)
    return [each.path.name for each in gone]


def _sweep(folder: Path) -> None:
    """Attachments that stand in no list; nothing is swept while a list cannot be read."""
    needed: set[str] = set()
    for path in folder.iterdir():
        if path.name.endswith(LIST):
            needed |= {line.split()[0] for line in path.read_text("ascii").split("\n") if line}
    for path in (folder / FILES).glob("*/*"):
        if path.name.partition(".")[0] not in needed:
            path.unlink(missing_ok=True)
