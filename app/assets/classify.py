"""What a ledger does not say of a card but lets one conclude: its class by code or name, its kind.

A label in the ledger always goes before; what is concluded here can be changed on the card.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.assets.choices import CardKind, LegacyClass

# GB/T 14885-2022, second level of A02: 01–12 are rows of 通用设备 in 财会〔2017〕4号's table, 13–47 of 专用设备.
_LAST_GENERAL = 12
_BY_2022 = {
    "A01": LegacyClass.BUILDING,
    "A03": LegacyClass.RELIC,
    "A04": LegacyClass.BOOK,
    "A05": LegacyClass.FURNITURE,
    "A06": LegacyClass.FURNITURE,
}
_BY_2010 = {
    "1": LegacyClass.BUILDING,
    "2": LegacyClass.GENERAL,
    "3": LegacyClass.SPECIAL,
    "4": LegacyClass.RELIC,
    "5": LegacyClass.BOOK,
    "6": LegacyClass.FURNITURE,
}
_CODE_2022 = re.compile(r"A\d{2}(\d{2}){0,3}")
_CODE_2010 = re.compile(r"[1-6]\d{6}")

# The first pattern that is found in a name decides; an equipment of a building or of books comes before both.
_BY_NAME: tuple[tuple[LegacyClass, re.Pattern[str]], ...] = (
    (LegacyClass.FURNITURE, re.compile("书架|书柜|文件柜|资料柜|档案柜|更衣柜|保密柜|铁皮柜|柜$|架$")),
    (LegacyClass.FURNITURE, re.compile("[桌椅凳床]|沙发|茶几|讲台|屏风|窗帘|被服|树$|苗木|家具")),
    (LegacyClass.RELIC, re.compile("文物|陈列品|藏品|字画|标本|古籍|展品")),
    (LegacyClass.BOOK, re.compile("图书|书籍|期刊|档案$|光盘|丛书")),
    (
        LegacyClass.SPECIAL,
        re.compile("检定|校准|标定|恒温槽|显微镜|离心机|色谱|光谱|质谱|手术|超声|CT机|监护仪|钢琴"),
    ),
    (
        LegacyClass.BUILDING,
        re.compile("楼$|房$|用房|房屋|宿舍$|仓库$|车库$|围墙|道路|大门$|土地|水塔|食堂$|厕所$|亭$"),
    ),
    (
        LegacyClass.GENERAL,
        re.compile("计算机|电脑|打印|复印|扫描|传真|空调|投影|服务器|电视|冰箱|电梯|[车机器仪泵]$|设备$"),
    ),
)
_LAND = re.compile("土地(使用权)?$|宗地|用地$")
_VEHICLE = re.compile("轿车|乘用车|客车|越野车|商务车|货车|面包车|皮卡|汽车$|摩托车")


@lru_cache(maxsize=65536)
def read_gb_code(text: str) -> tuple[str, str] | None:
    """(code in full, edition) of a written classification code, or None when it is none.

    A020101 is A02010100: the standard's codes are padded with noughts to four levels.
    """
    code = text.upper()
    if _CODE_2022.fullmatch(code):
        return code.ljust(9, "0"), "2022"
    if _CODE_2010.fullmatch(code):
        return code, "2010"
    return None


@lru_cache(maxsize=65536)
def class_of_code(code: str | None) -> LegacyClass | None:
    """The class of the depreciation table that a code of either edition belongs to."""
    if not code:
        return None
    if code.startswith("A02") and len(code) >= 5:
        return LegacyClass.GENERAL if int(code[3:5]) <= _LAST_GENERAL else LegacyClass.SPECIAL
    if code.startswith("A"):
        return _BY_2022.get(code[:3])
    return _BY_2010.get(code[:1])


@lru_cache(maxsize=65536)
def class_of_name(name: str) -> LegacyClass | None:
    """A guess by what a thing is called; None where the name tells nothing."""
    for found, pattern in _BY_NAME:
        if pattern.search(name):
            return found
    return None


@lru_cache(maxsize=65536)
def kind_of(legacy_class: LegacyClass, code: str | None, name: str) -> CardKind:
    """Which extra fields a card has."""
    code = code or ""
    if code.startswith("A06"):
        return CardKind.BIOTA
    if code.startswith(("A0203", "203")) or (legacy_class is LegacyClass.GENERAL and _VEHICLE.search(name)):
        return CardKind.VEHICLE
    if legacy_class is LegacyClass.BUILDING:
        return CardKind.LAND if _LAND.search(name) else CardKind.BUILDING
    if legacy_class is LegacyClass.RELIC:
        return CardKind.RELIC
    return CardKind.BOOK if legacy_class is LegacyClass.BOOK else CardKind.GENERAL
