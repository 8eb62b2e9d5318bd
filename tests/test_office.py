"""Setting up an office, the sample office, and taking it away again."""

from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app import demo, office
from app.assets.models import Asset, Category, ClosedMonth
from app.assets.totals import totals
from app.finance.models import Account
from app.kit import attachments, settings
from app.kit.errors import Cancelled, UserError
from app.kit.store import Store


def test_a_new_office_has_codes_accounts_and_its_settings(tmp_path: Path) -> None:
    values = {
        "office_name": "某市计量测试研究所",
        "office_code": "001",
        "capitalization_threshold": Decimal("2000.00"),
    }
    store = office.create(tmp_path / "a b 台账.houqin", values, who="张三")
    with store.reading() as session:
        assert settings.get(session, "office_name") == "某市计量测试研究所"
        assert settings.get(session, "capitalization_threshold") == Decimal("2000.00")
        assert session.query(Category).filter_by(code="A02010105").one().name == "台式计算机"
        assert session.query(Account).filter_by(code="1902").one().name == "待处理财产损溢"
    assert not office.is_sample(store)
    assert office.verify(store) == []
    with pytest.raises(UserError, match="不是样例单位"):
        office.remove_sample(store)
    store.close()
    with pytest.raises(UserError, match="已经存在"):
        office.create(tmp_path / "a b 台账.houqin", {})


def test_a_wrong_figure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        office.create(tmp_path / "台账.houqin", {"capitalization_threshold": "很多"})
    assert list(tmp_path.iterdir()) == []


def test_the_sample_office_is_whole_and_goes_without_trace(tmp_path: Path) -> None:
    told: list[str] = []
    store = office.create_sample(
        tmp_path / "样例.houqin", who="张三", progress=lambda done, total, text: told.append(text)
    )
    assert office.is_sample(store)
    assert office.verify(store) == []
    assert told[-1] == "完成"
    with store.reading() as session:
        assert session.query(Asset).count() == 1001
        assert session.query(ClosedMonth.month).scalar() == office.FIRST_MONTH
        assert len(totals(session, "legacy_class")) == 6
        some = session.query(Asset.id).limit(1).scalar()
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8 picture")
    with store.changing("添加附件") as session:
        attachments.add(session, store.shelf, Asset, some, photo, store.clock())
    store.backup(store.backup_folder / "手工.houqin")
    office.remove_sample(store)
    assert [file.name for file in tmp_path.iterdir()] == ["照片.jpg"]


def test_calling_the_sample_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, total: int, text: str) -> None:
        if done >= 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        office.create_sample(tmp_path / "样例.houqin", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_verify_tells_what_was_bent(tmp_path: Path) -> None:
    store = office.create_sample(tmp_path / "样例.houqin")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER postings_no_update")
        connection.exec_driver_sql(
            "UPDATE postings SET amount = amount + 1 WHERE asset_id = (SELECT MIN(asset_id) FROM postings)"
        )
    assert any("2026年11月" in problem for problem in office.verify(store))
    store.close()


def test_the_sample_ledger_is_what_its_script_makes(tmp_path: Path) -> None:
    from resources.sheets import make_sample

    make_sample.write(tmp_path / "again.xlsx")

    def rows(path: Path) -> list[list[object]]:
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    assert rows(tmp_path / "again.xlsx") == rows(office.SAMPLE_LEDGER)


def test_the_headless_job_writes_each_paper_and_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结 果"
    written = list(demo.run(out))
    assert {path.suffix for path in written} == {".houqin", ".pdf", ".xlsx", ".csv", ".txt"}
    assert sum(path.suffix == ".pdf" for path in written) == 7
    assert all(path.stat().st_size for path in written)
    assert "导入 1001 张卡片，退回 12 行" in capsys.readouterr().out
    assert Store.open(out / demo.STORE).verify() == []
    list(demo.run(out))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE assets SET legacy_class = 'fqrniture' WHERE id = 1", ""),
        ("UPDATE closed_months SET closed_at = '2026-11-99'", "结账的数据里有读不出的内容"),
        ("UPDATE assets SET booked_on = '2026-02-31' WHERE id = 1", ""),
    ],
)
def test_a_value_that_cannot_be_read_is_damage_and_no_bug(tmp_path: Path, statement: str, words: str) -> None:
    store = office.create_sample(tmp_path / "台账.houqin", "张三")
    with store.engine.begin() as raw:
        raw.exec_driver_sql(statement)
    told = office.verify(store, deep=True)
    assert any(words in each for each in told) if words else told
    store.close()
