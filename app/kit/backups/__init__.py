"""Backups that prove themselves: made whole, opened again, checked, counted, and written down in a manifest.

    made = backups.make(store, backups.AUTO, progress)   # None where nothing changed since the last proven one
    backups.listed(store.where)                          # what there is, newest first
    backups.restore(file, store_path)                    # the present store is kept aside

A backup is a file `台账-20261103-170000-自动.houqin` with `….json` beside it, the manifest, which is written
last: what has no manifest was not proven. Attachments lie in the folder 附件 beside them, by the hash of their
content and once for all backups; `….files` lists those that belong to a backup.
"""

from app.kit.backups.making import Made, last_proven, make, to_file
from app.kit.backups.manifest import AUTO, KINDS, MANUAL, UPGRADE, Backup, Manifest, listed, read
from app.kit.backups.places import Choices, choices_of, keep_choices
from app.kit.backups.restoring import OtherOffice, Restored, restore
from app.kit.backups.telling import cut_off

__all__ = [
    "AUTO", "KINDS", "MANUAL", "UPGRADE", "Backup", "Choices", "Made", "Manifest", "OtherOffice", "Restored", "choices_of",
    "cut_off", "keep_choices", "last_proven", "listed", "make", "read", "restore", "to_file",
]  # fmt: skip
