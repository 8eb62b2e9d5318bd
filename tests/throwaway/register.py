"""A throw-away register: all that a plain domain needs. What models.py and the screen of one would hold."""

# --- app/vehicles/models.py
from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, Choice, ChoiceType, Record, Searchable
from app.kit.fields import label
from ui.kit.register import Register


class Fuel(Choice):
    PETROL = "petrol", "汽油"
    ELECTRIC = "electric", "纯电"


class Vehicle(Record, Searchable):
    __tablename__ = "vehicles"
    __table_args__ = (UniqueConstraint("plate_no"),)
    name_cn, title_column, twin_columns = "车辆", "plate_no", ("name",)

    plate_no: Mapped[str] = mapped_column(String(16), info=label("车牌号", required=True, search=True))
    name: Mapped[str | None] = mapped_column(String(32), info=label("车型", search=True))
    fuel: Mapped[Fuel] = mapped_column(ChoiceType(Fuel), default=Fuel.PETROL, info=label("燃料"))
    department_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("departments.id"), info=label("使用部门", synonyms=("部门",))
    )
    bought_on: Mapped[date | None] = mapped_column(Date, info=label("购置日期"))
    price: Mapped[Decimal] = mapped_column(default=Decimal("0.00"), info=label("购置价", unit="元"))

    def problems(self) -> dict[str, str]:
        return {"price": "购置价不能是负数"} if self.price < 0 else {}


# --- ui/vehicles.py
class VehicleScreen(Register):
    model, title, sums = Vehicle, "车辆", "price"
    columns = "plate_no name fuel department_id bought_on price"
    form = "plate_no name\nfuel department_id\nbought_on price"
