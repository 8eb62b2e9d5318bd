"""应急处置记录 (emergency-record): an event or a drill minute by minute, its report, its review and what it left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Opinions
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable, Row
from app.kit.printing.text import ticks
from app.kit.printing.titled import Titled
from app.workorders.choices import Level
from app.workorders.printouts.words import Pairs, moment

LEVELS = tuple(each.label for each in Level)
LINE = (
    Column("序号", 10, "centre"),
    Column("时间", 36, "centre"),
    Column("经过及处置", 102),
    Column("记录人", 22, "centre"),
)
PHONES = (Column("职责", 35), Column("姓名或单位", 45), Column("电话", 40), Column("替代联系人", 50))
MATERIALS = (
    Column("物资名称", 60),
    Column("数量", 30, "right"),
    Column("存放地点", 50),
    Column("保管人", 30),
)
TASKS = (
    Column("序号", 10, "centre"),
    Column("整改事项", 62),
    Column("责任人", 22, "centre"),
    Column("期限", 26, "centre"),
    Column("完成日期", 26, "centre"),
    Column("完成情况", 34),
)
LEAST = 3


@dataclass(frozen=True)
class Task:
    """What is left to do, by whom and by when."""

    task: str
    owner: str
    due_on: date
    done_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class EmergencySlip:
    """An event. `line` are moment, words and who wrote them; phones masked."""

    number: str
    drill: bool
    subject: str
    kind: str
    level: str
    state: str
    found_at: datetime
    reporter: str
    place: str
    plan: str
    order_no: str
    line: tuple[tuple[datetime, str, str], ...]
    reported_up_at: datetime | None = None
    reported_to: str = ""
    ended_at: datetime | None = None
    loss: str = ""
    cause: str = ""
    review: str = ""
    tasks: tuple[Task, ...] = ()
    closed_at: datetime | None = None
    phones: tuple[tuple[str, str, str, str], ...] = ()
    materials: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def lasted(self) -> str:
        """3 小时 35 分钟."""
        if self.ended_at is None:
            return ""
        hours, minutes = divmod(int((self.ended_at - self.found_at).total_seconds()) // 60, 60)
        return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"


def draw(slip: EmergencySlip) -> list[Opening | Block]:
    """The event, its timeline, whom and what there was to call upon, loss and review, tasks, opinions."""
    head: Pairs = [
        [("事件", slip.subject)],
        [("性质", ticks(("实际事件", "演练"), "演练" if slip.drill else "实际事件")), ("事件类型", slip.kind)],
        [("级别", ticks(LEVELS, slip.level))],
        [("发现时间", moment(slip.found_at)), ("报告人", slip.reporter)],
        [("地点", slip.place), ("启动预案", slip.plan)],
        [("上报时间", moment(slip.reported_up_at, fill=False)), ("上报对象", slip.reported_to)],
        [("结束时间", moment(slip.ended_at)), ("历时", slip.lasted)],
        [("相关报修单", slip.order_no), ("状态", slip.state)],
    ]  # fmt: skip
    line: list[Row] = [
        (number, moment(at), words, who) for number, (at, words, who) in enumerate(slip.line, start=1)
    ]
    blocks: list[Opening | Block] = [
        Opening(number=slip.number),
        Grid([Group(head)], label=25),
        Titled("一、处置经过", DataTable(LINE, line, size=10, row=7)),
    ]
    if slip.phones:
        blocks.append(Titled("二、应急联络", DataTable(PHONES, slip.phones, size=9.5)))
    if slip.materials:
        title = "三、应急物资" if slip.phones else "二、应急物资"
        blocks.append(Titled(title, DataTable(MATERIALS, slip.materials, size=9.5)))
    ending: Pairs = [[("损失情况", slip.loss)], [("原因分析", slip.cause)], [("复盘结论", slip.review)]]
    tasks: list[Row] = [
        (number, each.task, each.owner, each.due_on, each.done_on or "", each.outcome)
        for number, each in enumerate(slip.tasks, start=1)
    ]
    empty = LEAST - len(tasks) if slip.closed_at is None else 0
    tasks += [("", "", "", "", "", "")] * empty
    number = "二三四"[bool(slip.phones) + bool(slip.materials)]
    after = "三四五"[bool(slip.phones) + bool(slip.materials)]
    closed: list[list[tuple[str, str]]] = [[("销号时间", moment(slip.closed_at))]]
    return [
        *blocks,
        Titled(f"{number}、损失与复盘", Grid([Group(ending)], label=25, row=11)),
        Titled(f"{after}、整改事项", DataTable(TASKS, tasks, size=9.5, row=7, blank=LEAST)),
        Grid([Group(closed)], label=25),
        Opinions(("现场负责人", "后勤部门负责人", "分管领导"), label=32, height=20),
        Note(
            "注：时间线逐条如实登记，登记后不改，有误的另记一条更正；级别按《突发事件应对法》分四级，Ⅰ级最重。"
        ),
    ]


def samples() -> list[EmergencySlip]:
    """A burst pipe at night, up to the last task."""
    at = [datetime(2026, 1, 10, 2, minute) for minute in (5, 12, 13, 20, 24, 31, 35)]
    words = (
        "发现：主楼三层暖气管爆裂，三楼走廊大量漏水",
        "启动爆管跑水应急预案，通知抢修组长钱喆",
        "通知值班领导赵堃，电梯停用并张贴告示",
        "关闭三层总阀，切断三层弱电间电源",
        "抢修人员到场，架设潜水泵两台排水，转移档案 12 箱",
        "级别由Ⅳ级（一般）改为Ⅲ级（较大）",
        "上报分管领导",
    )
    line = tuple((when, said, "李䶮") for when, said in zip(at, words, strict=True))
    return [
        EmergencySlip(
            number="YJ-2026-0002",
            drill=False,
            subject="主楼三层暖气管爆裂",
            kind="爆管跑水",
            level="Ⅲ级（较大）",
            state="已销号",
            found_at=at[0],
            reporter="保安 郑𬱖",
            place="主楼三层走廊",
            plan="爆管跑水应急预案",
            order_no="BX-2026-0021",
            line=(*line, (datetime(2026, 1, 10, 5, 40), "处置结束：恢复供暖，走廊排干", "李䶮")),
            reported_up_at=at[6],
            reported_to="分管领导",
            ended_at=datetime(2026, 1, 10, 5, 40),
            loss="地毯 20 平方米浸水，档案无损失",
            cause="支管使用 18 年，接头老化，夜间压力升高后开裂",
            review="夜间值班反应及时；弱电间没有挡水设施；支管应列入年度更新计划。",
            tasks=(
                Task("更换三层支管", "钱喆", date(2026, 1, 20), date(2026, 1, 18), "已更换并试压"),
                Task("弱电间加装挡水板", "吴㛃", date(2026, 1, 31), date(2026, 1, 29), "已安装四处"),
            ),
            closed_at=datetime(2026, 2, 2, 9, 0),
            phones=(
                ("抢修组长", "钱喆", "138****0001", "吴㛃"),
                ("供水抢修", "自来水公司", "***18", ""),
            ),
            materials=(("潜水泵", "2 台", "地下室库房", "吴㛃"), ("挡水板", "6 块", "一层值班室", "郑𬱖")),
        )
    ]
