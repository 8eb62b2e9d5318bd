"""Business numbers: by rule, without gaps or twins."""

from datetime import date

import pytest

from app.kit import numbering
from app.kit.errors import UserError
from app.kit.store import Store


def test_numbers_follow_the_rule_and_start_anew_each_year(store: Store) -> None:
    with store.changing("取号") as session:
        taken = [numbering.take(session, "asset", "ZC{year}{seq:4}", date(2026, 12, 31)) for _ in range(2)]
        taken.append(numbering.take(session, "asset", "ZC{year}{seq:4}", date(2027, 1, 1)))
        taken.append(numbering.take(session, "import", "PC-{seq:3}", date(2027, 1, 1)))
    assert taken == ["ZC20260001", "ZC20260002", "ZC20270001", "PC-001"]


def test_a_rolled_back_act_gives_its_number_back(store: Store) -> None:
    with pytest.raises(RuntimeError), store.changing("取号") as session:
        numbering.take(session, "asset", "{seq:3}", date(2026, 1, 1))
        raise RuntimeError
    with store.changing("取号") as session:
        assert numbering.take(session, "asset", "{seq:3}", date(2026, 1, 1)) == "001"


@pytest.mark.parametrize("pattern", ["ZC", "{seq:2}{seq:2}", "{day}{seq:3}", "{seq:3"])
def test_a_rule_that_cannot_number_is_refused(store: Store, pattern: str) -> None:
    with pytest.raises(UserError, match="编号规则"), store.changing("取号") as session:
        numbering.take(session, "x", pattern, date(2026, 1, 1))
