"""The papers of the asset domain: each draws its sample; each gathers what stands in a real store."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pypdf
import pypdfium2
import pytest
from sqlalchemy.orm import Session

from app.assets.choices import (
    Acquisition,
    CardKind,
    DisposalMethod,
    HandoverKind,
    LegacyClass,
    UsageStatus,
    VehicleQuota,
)
from app.assets.ledger import ClosedMonth, Handover, HandoverItem, MonthBalance, Posting
from app.assets.models import Asset
from app.assets.printouts import PRINTOUTS, find, ids_of, slips
from app.kit import settings
from app.kit.errors import UserError
from app.kit.months import Month
from app.kit.printing import Head, Printout, head_of, render
from app.kit.store import Store
from app.people.models import Department, ExpenseAccount, Person
from app.places.models import Place

TODAY = date(2026, 11, 3)
NOVEMBER = Month.make(2026, 11)


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range().replace("\r\n", "\n") for n in range(len(document))]
    document.close()
    return pages


def printed(store: Store, name: str, words: Sequence[str] = (), **options: Any) -> list[str]:
    """The text of the pages of a printout, from the store to the PDF."""
    printout = find(name)
    with store.reading() as session:
        found = slips(session, printout, words)
        head = head_of(session, "李堃", TODAY)
    return texts(render(printout, found, head, **options))


def fill(session: Session) -> None:
    settings.put(session, "office_name", "青山县农业技术推广中心")
    office = Department(name="办公室", expense_account=ExpenseAccount.ADMINISTRATION)
    logistics = Department(name="后勤保障科", expense_account=ExpenseAccount.ADMINISTRATION)
    room = Place(name="办公楼305室")
    yan, zhe = Person(name="李䶮㛃𬱖"), Person(name="王喆")
    session.add_all([office, logistics, room, yan, zhe])
    session.flush()
    shared = {"department_id": office.id, "custodian_id": yan.id, "place_id": room.id}
    bought = {
        "supplier": "青山县喆堃公司",
        "contract_no": "HT-018",
        "invoice_no": "2633",
        "acquired_on": TODAY,
    }
    session.add_all(
        [
            Asset(
                asset_no="ZC-1", name="台式计算机", model="M930t", quantity=Decimal(3), unit="台",
                original_cost=Decimal("15000.00"), accumulated_depreciation=Decimal("833.20"), life_months=72,
                voucher_no="记-34", booked_on=date(2026, 11, 5), **bought, **shared,
            ),
            Asset(asset_no="ZC-2", name="文件柜", original_cost=Decimal("1260.50"), unit="组",
                  legacy_class=LegacyClass.FURNITURE, **bought, **shared),
            Asset(asset_no="ZC-3", name="皮卡车", original_cost=Decimal("107000.53"), card_kind=CardKind.VEHICLE,
                  plate_no="浙A·12345", vehicle_quota=VehicleQuota.WITHIN, department_id=logistics.id,
                  custodian_id=zhe.id, acquisition=Acquisition.TRANSFER_IN),
            Asset(asset_no="ZC-4", name="旧投影仪", original_cost=Decimal("5999.00"),
                  usage_status=UsageStatus.DISPOSED, disposed_on=date(2026, 5, 20),
                  disposal_method=DisposalMethod.SCRAP, disposal_no="青财资〔2026〕7号"),
        ]
    )  # fmt: skip


@pytest.fixture
def office(store: Store) -> Store:
    with store.changing("建卡") as session:
        fill(session)
    return store


@pytest.mark.parametrize("printout", PRINTOUTS, ids=lambda printout: printout.name)
def test_each_printout_draws_its_sample(printout: Printout) -> None:
    pdf = render(printout, printout.samples(), Head("青山县农业技术推广中心", TODAY, "李堃", "a1b2c3"))
    pages = texts(pdf)
    if not printout.stock:
        assert printout.title in pages[0]
        assert f"第 {len(pages)} 页 共 {len(pages)} 页" in pages[-1]
        for name in printout.signatures.split():
            assert f"{name}：" in pages[-1]
    assert "□" not in "".join(pages)
    for font in pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_the_forms_of_the_command_line_are_there() -> None:
    names = (
        "asset-card asset-intake asset-handover depreciation-summary asset-changes asset-ledger asset-labels"
    )
    assert sorted(names.split()) == sorted(printout.name for printout in PRINTOUTS)


def test_card(office: Store) -> None:
    [page] = printed(office, "asset-card", ["ZC-1"])
    for word in (
        "单位：青山县农业技术推广中心", "编号：ZC-1", "台式计算机", "M930t", "李䶮㛃𬱖", "办公楼305室", "15,000.00",
        "人民币壹万伍仟元整", "¥15,000.00", "14,166.80", "2026年11月5日", "☑在用 ☐出租", "使用人：",
    ):  # fmt: skip
        assert word in page
    vehicle, disposed = printed(office, "asset-card", ["ZC-3", "ZC-4"])
    assert "资产卡片（车辆）" in vehicle
    assert "浙A·12345" in vehicle
    assert "人民币壹拾万柒仟元零伍角叁分" in vehicle
    assert "青财资〔2026〕7号" in disposed
    assert "☑已处置" in disposed


def test_every_card_stays_on_one_page_whatever_its_kind(office: Store) -> None:
    with office.changing("改") as session:
        for number, kind in enumerate(CardKind):
            long = "名称很长的资产，带各种附件和配件，" * 2
            session.add(
                Asset(asset_no=f"K-{number}", name=long, card_kind=kind, remark=long * 2, supplier=long)
            )
    pages = printed(office, "asset-card", [f"K-{number}" for number in range(len(CardKind))])
    assert len(pages) == len(CardKind)


def test_intake_groups_one_purchase_on_one_form(office: Store) -> None:
    pages = printed(office, "asset-intake", ["ZC-2", "ZC-3", "ZC-1"])
    assert len(pages) == 2
    together, vehicle = pages
    assert together.index("ZC-2") < together.index("ZC-1")
    for word in (
        "青山县喆堃公司",
        "HT-018",
        "2633",
        "记-34",
        "☑新购",
        "5,000.00",
        "16,260.50",
        "人民币壹万陆仟贰佰陆拾元零伍角整",
    ):
        assert word in together
    assert together.count("验收人：") == 3
    assert "☑调拨" in vehicle


def test_handover_blank_and_recorded(office: Store) -> None:
    pages = printed(office, "asset-handover", ["ZC-1", "ZC-2", "ZC-3"])
    assert len(pages) == 2, "one for each holder"
    assert "李䶮㛃𬱖" in pages[0]
    assert "☐领用 ☐交接" in pages[0]
    with office.changing("交接") as session:
        [asset_id] = ids_of(session, ["ZC-1"])
        asset = session.get_one(Asset, asset_id)
        to = Person(name="赵燊")
        session.add(to)
        session.flush()
        handover = Handover(
            handover_no="JJ-2026-1",
            kind=HandoverKind.HANDOVER,
            handed_on=TODAY,
            to_person_id=to.id,
            reason="调离",
        )
        session.add(handover)
        session.flush()
        session.add(
            HandoverItem(
                handover_id=handover.id, asset_id=asset.id, from_department_id=asset.department_id,
                from_person_id=asset.custodian_id, from_place_id=asset.place_id,
            )
        )  # fmt: skip
    [page] = printed(office, "asset-handover", ["JJ-2026-1"])
    for word in (
        "编号：JJ-2026-1",
        "2026年11月3日",
        "☑交接",
        "李䶮㛃𬱖",
        "赵燊",
        "调离",
        "办公楼305室",
        "监交人：",
    ):
        assert word in page


def test_ledger_of_all_or_of_some_in_their_order(office: Store) -> None:
    [page] = printed(office, "asset-ledger")
    assert re.search(r"合计\s+6\s+129,260\.03\s+833\.20\s+128,426\.83", page)
    assert page.index("ZC-1") < page.index("ZC-4")
    [page] = printed(office, "asset-ledger", ["ZC-3", "ZC-1"])
    assert page.index("ZC-3") < page.index("ZC-1")
    assert "ZC-2" not in page
    assert "共 2 张卡片" in page


def test_labels(office: Store) -> None:
    assert len(printed(office, "asset-labels")) == 4
    [page] = printed(office, "asset-labels", stock="a4-3x7", first=18)
    for word in ("ZC-1", "ZC-4", "台式计算机", "办公室 李䶮㛃𬱖", "青山县农业技术推广中心"):
        assert word in page


def test_month_papers_of_a_closed_month(office: Store) -> None:
    with office.changing("结账") as session:
        one, two, three, _ = ids_of(session, ["ZC-1", "ZC-2", "ZC-3", "ZC-4"])
        office_id = session.get_one(Asset, one).department_id
        for asset_id, kind, department, account, amount in (
            (one, LegacyClass.GENERAL, office_id, "5101", "208.33"),
            (three, LegacyClass.GENERAL, None, "5001", "1000.00"),
            (two, LegacyClass.FURNITURE, office_id, "5101", "7.00"),
        ):
            session.add(
                Posting(
                    month=NOVEMBER, asset_id=asset_id, amount=Decimal(amount), accumulated=Decimal("5000.00"),
                    months=1, legacy_class=kind, department_id=department, account=account,
                )
            )  # fmt: skip
        amounts = {
            "opening_cost": Decimal("1000.00"), "added_cost": Decimal("500.00"), "removed_cost": Decimal("200.00"),
            "changed_cost": Decimal("-50.00"), "closing_cost": Decimal("1250.00"),
            "opening_accumulated": Decimal("100.00"), "charged": Decimal("10.00"),
            "added_accumulated": Decimal("40.00"), "removed_accumulated": Decimal("20.00"),
            "changed_accumulated": Decimal("5.00"), "closing_accumulated": Decimal("135.00"),
        }  # fmt: skip
        session.add(MonthBalance(month=NOVEMBER, legacy_class=LegacyClass.GENERAL, cards=2, **amounts))
        session.add(
            ClosedMonth(
                month=NOVEMBER, closed_at=datetime(2026, 12, 1, tzinfo=UTC), closed_by="张三", cards=3,
                amount=Decimal("1215.33"), digest="00",
            )
        )  # fmt: skip
    [page] = printed(office, "depreciation-summary", ["2026-11"])
    assert "2026年11月" in page
    assert re.search(r"通用设备小计\s+2\s+1,208\.33", page)
    assert re.search(r"合计\s+3\s+1,215\.33", page)
    assert "人民币壹仟贰佰壹拾伍元叁角叁分" in page
    assert re.search(r"5001 业务活动费用\s+1\s+1,000\.00", page)
    assert re.search(r"5101 单位管理费用\s+2\s+215\.33", page)
    [page] = printed(office, "asset-changes", ["2026-11"])
    figures = "1,000.00 100.00 900.00 500.00 55.00 445.00 250.00 20.00 230.00 1,250.00 135.00 1,115.00"
    assert re.search(r"通用设备\s+2\s+" + r"\s+".join(map(re.escape, figures.split())), page)


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("asset-card", ["ZC-9"], "没有编号为 ZC-9 的资产卡片"),
        ("depreciation-summary", [], "要指明一个月份"),
        ("depreciation-summary", ["11月"], "不是月份"),
        ("asset-changes", ["2026-11"], "2026年11月还没有结账"),
        ("asset-form", [], "没有名为“asset-form”的单据"),
    ],
)
def test_refusals_say_what_to_do(office: Store, name: str, words: list[str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        printed(office, name, words)


def test_an_empty_store_has_nothing_to_print(store: Store) -> None:
    for name in ("asset-card", "asset-ledger", "asset-labels"):
        with pytest.raises(UserError, match="没有可以打印的内容"):
            printed(store, name)
