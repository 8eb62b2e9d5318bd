"""The extra columns of a kind of card: buildings, land, vehicles, books, relics, plants and animals.

They stand in the one `assets` table (empty for other kinds), so that one list, one importer and one log
serve every kind. KIND_FIELDS tells which belong to which kind.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.assets.choices import CardKind, LandRight, RelicGrade, TitleForm, VehicleQuota, VehicleUse
from app.kit.db import ChoiceType, Fixed
from app.kit.fields import label


class KindColumns:
    """Mixed into Asset."""

    floor_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("建筑面积", unit="㎡"))
    heating_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("取暖面积", unit="㎡"))
    dangerous_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("危房面积", unit="㎡"))
    self_used_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("自用面积", unit="㎡"))
    lent_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("出借面积", unit="㎡"))
    rented_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("出租面积", unit="㎡"))
    idle_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("闲置面积", unit="㎡"))
    structure: Mapped[str | None] = mapped_column(String(32), info=label("建筑结构", synonyms=("结构",)))
    title_form: Mapped[TitleForm | None] = mapped_column(ChoiceType(TitleForm), info=label("产权形式"))
    title_deed: Mapped[str | None] = mapped_column(String(32), info=label("权属证明"))
    title_no: Mapped[str | None] = mapped_column(
        String(64), info=label("权属证号", width=16, synonyms=("证号", "产权证号"))
    )
    title_date: Mapped[date | None] = mapped_column(Date, info=label("发证日期"))
    title_holder: Mapped[str | None] = mapped_column(String(64), info=label("持证人", synonyms=("权利人",)))
    address: Mapped[str | None] = mapped_column(
        String(128), info=label("坐落位置", width=20, synonyms=("坐落",))
    )
    land_area: Mapped[Decimal | None] = mapped_column(Fixed(2), info=label("使用权面积", unit="㎡"))
    land_right: Mapped[LandRight | None] = mapped_column(ChoiceType(LandRight), info=label("使用权性质"))
    plate_no: Mapped[str | None] = mapped_column(
        String(16), info=label("车牌号", search=True, synonyms=("车牌", "车牌号码"))
    )
    vin: Mapped[str | None] = mapped_column(
        String(32), info=label("车辆识别代码", width=18, synonyms=("VIN", "车架号"))
    )
    engine_no: Mapped[str | None] = mapped_column(
        String(32), info=label("发动机号", synonyms=("发动机号码",))
    )
    displacement: Mapped[str | None] = mapped_column(String(16), info=label("排量"))
    registered_on: Mapped[date | None] = mapped_column(Date, info=label("行驶证注册登记日期"))
    vehicle_quota: Mapped[VehicleQuota | None] = mapped_column(
        ChoiceType(VehicleQuota), info=label("编制情况")
    )
    vehicle_use: Mapped[VehicleUse | None] = mapped_column(ChoiceType(VehicleUse), info=label("车辆用途"))
    mileage: Mapped[int | None] = mapped_column(Integer, info=label("本年行驶里程", unit="公里"))
    publisher: Mapped[str | None] = mapped_column(String(64), info=label("出版社"))
    published_on: Mapped[date | None] = mapped_column(Date, info=label("出版日期"))
    archive_no: Mapped[str | None] = mapped_column(String(64), info=label("档案号"))
    keep_years: Mapped[int | None] = mapped_column(Integer, info=label("保存年限", unit="年"))
    origin: Mapped[str | None] = mapped_column(String(64), info=label("来源地", synonyms=("产地",)))
    era: Mapped[str | None] = mapped_column(String(32), info=label("藏品年代", synonyms=("年代",)))
    relic_grade: Mapped[RelicGrade | None] = mapped_column(ChoiceType(RelicGrade), info=label("文物等级"))
    expected_years: Mapped[int | None] = mapped_column(Integer, info=label("预计寿命", unit="年"))
    born_year: Mapped[int | None] = mapped_column(Integer, info=label("出生/栽种年份"))
    species: Mapped[str | None] = mapped_column(String(64), info=label("纲属科"))


KIND_FIELDS: dict[CardKind, str] = {
    CardKind.BUILDING: """floor_area heating_area dangerous_area structure title_form title_deed title_no
        title_date title_holder address self_used_area lent_area rented_area idle_area""",
    CardKind.LAND: "land_area land_right title_form title_deed title_no title_date title_holder address",
    CardKind.VEHICLE: """plate_no vin engine_no displacement registered_on vehicle_quota vehicle_use mileage""",
    CardKind.BOOK: "publisher published_on archive_no keep_years",
    CardKind.RELIC: "origin era relic_grade",
    CardKind.BIOTA: "expected_years born_year species origin",
}
