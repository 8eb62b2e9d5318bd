"""Re-verifies the log of a store without a line of the program's code: `python tests/verify_chain.py FILE`."""

import json
import sqlite3
import sys
from hashlib import sha256
from itertools import groupby

ACTS = "SELECT id, at, who, machine, program, operation, reason, previous, digest, hash FROM acts ORDER BY id"
LINES = """SELECT act_id, table_name, record_id, last_id, kind, before, after, rows FROM changes
    ORDER BY act_id, id"""


def hashed(*rows, end=b""):
    texts = [json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + end for row in rows]
    return sha256(b"".join(texts)).hexdigest()


def broken(acts, lines):
    """The first act that does not hold (None: all do), and the head of the chain."""
    digests = {
        act: hashed(*(row[1:] for row in its), end=b"\n") for act, its in groupby(lines, lambda row: row[0])
    }
    head = "0" * 64
    for number, (act, at, *facts, digest, sealed) in enumerate(acts, 1):
        content = [act, str(at).replace(" ", "T"), *facts, digest]
        if (act, facts[-1], digests.pop(act, ""), hashed(content)) != (number, head, digest, sealed):
            return number, head
        head = sealed
    return min(digests, default=None), head


if __name__ == "__main__":
    file = sqlite3.connect(sys.argv[1])
    wrong, head = broken(file.execute(ACTS), file.execute(LINES))
    print(f"the chain breaks at act {wrong}" if wrong else f"the chain holds; its head is {head}")
    sys.exit(bool(wrong))
