"""What an import looks for in a repair book: columns by their labels and by what clerks call them; words for choices."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.kit.db import Choice
from app.kit.fields import fields
from app.kit.sheets import Wanted
from app.workorders.choices import Channel, Rating, Urgency
from app.workorders.models import WorkOrder

DAY = "reported_day"  # a column of days beside one of times
STATE = "state"

_READ = (
    "order_no", "reported_at", "channel", "department_id", "caller_id", "phone", "place_id", "spot", "fault",
    "category_id", "urgency", "asset_id", "team_id", "worker_id", "vendor_id", "accepted_at", "dispatched_at",
    "arrived_at", "started_at", "finished_at", "rating", "opinion", "result", "under_warranty", "outside_cost",
    "remark", STATE,
)  # fmt: skip
_SHEET_KINDS = {"money": "money", "time": "date"}
_MORE_HEADINGS: dict[str, tuple[str, ...]] = {
    "order_no": ("报修单编号", "工单编号", "流水号", "登记号", "受理编号", "报修号"),
    "reported_at": ("报修日期及时间", "报修日期时间", "申报时间", "报障时间", "接报时间", "提交时间", "受理日期", "故障时间", "报单时间"),
    "department_id": ("使用部门", "申报部门", "报障部门", "所属部门", "处室", "科室名称", "部门名称", "单位", "您的部门", "您所在的部门"),
    "caller_id": ("报修人姓名", "申报人姓名", "申请人", "报障人", "来电人", "联系人姓名", "填报人", "您的姓名",
                  "联系人及电话", "报修人及电话", "联系人/电话", "报修人/电话", "报修人及联系方式", "联系人及联系方式"),
    "phone": ("联系人电话", "报修电话", "手机号", "手机号码", "电话号码", "内线", "分机号", "短号", "您的电话", "您的联系电话"),
    "place_id": ("报修位置", "故障位置", "维修位置", "详细地点", "所在位置", "报障地点", "楼栋房间", "楼宇", "报修的位置", "报修的地点", "故障的位置"),
    "fault": ("故障内容", "报修描述", "报修说明", "报修项目", "情况说明", "故障情况", "报障内容", "维修事项", "问题", "需求描述", "维修的内容", "报修的内容", "故障的描述",
              "问题的描述"),
    "category_id": ("维修类型", "报修类型", "故障类型", "服务类别", "工种", "专业"),
    "urgency": ("紧急度", "急缓", "轻重缓急", "是否紧急", "优先程度"),
    "worker_id": ("派工人员", "派工对象", "派单人员", "维修班组/人员", "维修人员/单位", "维修师傅", "师傅", "处理人员", "责任人",
                  "承修人", "施工人员", "派往", "指派"),
    "arrived_at": ("到场", "到现场时间", "抵达时间"),
    "finished_at": ("完工", "完工日期", "完成日期", "修复日期", "修好时间", "结束时间", "处理完成时间", "竣工时间"),
    "rating": ("满意程度", "评价结果", "满意评价", "回访结果", "是否满意", "评分"),
    "result": ("处理方式", "维修内容及结果", "处理措施", "处置情况", "维修记录"),
    "outside_cost": ("维修金额", "总费用", "费用合计"),
    "remark": ("备 注", "说明"),
    STATE: ("进度", "工单状态", "是否完成", "办理状态", "处理进度"),
}  # fmt: skip

WANTED: list[Wanted] = [
    Wanted(
        name,
        field.label,
        tuple(
            word
            for word in (*field.facts.synonyms, *_MORE_HEADINGS.get(name, ()))
            if word not in ("报修日期", "日期")
        ),
        _SHEET_KINDS.get(field.kind, "text"),
    )
    for name, field in fields(WorkOrder).items()
    if name in _READ
] + [Wanted(DAY, "报修日期", ("日期", "登记日期", "年月日"), "date")]
LABELS = {each.name: each.label for each in WANTED}
KEYS = ("order_no", "fault")
# A cell of these that cannot be read refuses its row; of the others it goes to the remark, and the row stays.
STRICT = frozenset({"order_no", "reported_at", DAY, "fault", "arrived_at", "finished_at"})
LESSER_TIMES = ("accepted_at", "dispatched_at", "started_at")


def _words(choices: type[Choice], synonyms: Mapping[Choice, str]) -> dict[str, Choice]:
    found: dict[str, Choice] = dict(choices.labels())
    for choice, words in synonyms.items():
        for word in words.split():
            found.setdefault(word, choice)
    return found


CHOICES: dict[str, dict[str, Choice]] = {
    "urgency": _words(Urgency, {
        Urgency.EXTREME: "特急件 特别紧急 非常紧急 十分紧急 应急 抢修",
        Urgency.URGENT: "急 加急 较急 急件 急修 高 是",
        Urgency.NORMAL: "普通 不急 正常 常规 平 中 低 零修 小修 否",
        Urgency.PLANNED: "预约 计划性 大修 约定",
    }),
    "rating": _words(Rating, {
        Rating.GOOD: "非常满意 很满意 十分满意 优秀 优 好 很好 是 5 5分 五星",
        Rating.FAIR: "较满意 比较满意 一般 良好 良 中 合格 还行 4 3 4分 3分",
        Rating.BAD: "非常不满意 很不满意 较不满意 差 不合格 否 2 1 2分 1分",
    }),
    "channel": _words(Channel, {
        Channel.PHONE: "来电 电话报修 热线", Channel.DESK: "现场 上门 口头 窗口", Channel.PATROL: "巡查 巡检",
        Channel.FORM: "网上 微信 扫码 小程序 线上 问卷 表单 邮件",
    }),
}  # fmt: skip
CANCELLED = re.compile("撤销|撤单|取消|作废|误报|销单")
REJECTED = re.compile("驳回|不予受理|退回")

_TEAM = re.compile(r"(.*?(?:班组|班|组|队|维修部))[\s/／、,，·\-—:：]*(.*)")
_VENDOR = re.compile(r".*(?:单位|公司|厂家|厂商|厂|维保|服务商|物业|商行|店)")
_NAME_AND_PHONE = re.compile(
    r"(\D*[^\d\s,，:：（(/／-])[\s,，:：（(/／-]*(1\d{10}|\d{3,4}-?\d{7,8}|\d{4,8})[)）]?"
)
_SEVERAL = re.compile(r"[、,，;；/／]+")


def caller(text: str) -> tuple[str, str | None]:
    """(name, phone) out of one cell: 胡杰 8035, 胡杰（13800138000）."""
    both = _NAME_AND_PHONE.fullmatch(text.strip())
    return (both[1].strip(), both[2]) if both is not None else (text.strip(), None)


def assignee(text: str) -> tuple[str | None, str | None, str | None]:
    """(team, worker, outside company) out of one cell: 水电班 老赵, 电梯维保单位, 老赵、老钱 (the first goes)."""
    words = " ".join(text.split())
    team = _TEAM.fullmatch(words)
    if team is not None and not _VENDOR.fullmatch(words):
        rest = _SEVERAL.split(team[2])[0].strip("（）() ")
        return team[1].strip(), rest or None, None
    if _VENDOR.fullmatch(words):
        return None, None, words
    return None, _SEVERAL.split(words)[0] or None, None
