"""The words that collective decisions are made of (terms by the DOMAIN dictionary)."""

from __future__ import annotations

from app.kit.db import Choice


class MatterKind(Choice):
    """The four kinds of 三重一大."""

    POLICY = "policy", "重大事项决策"
    PERSONNEL = "personnel", "重要人事任免"
    PROJECT = "project", "重大项目安排"
    FUNDS = "funds", "大额度资金使用"


class ActKind(Choice):
    """What somebody is about to do that may need a resolution; asked by the other domains."""

    PAYMENT = "payment", "资金支付"
    UNBUDGETED = "unbudgeted", "预算外支出"
    BUDGET = "budget", "预算编制与调整"
    PURCHASE = "purchase", "货物和服务采购"
    CONTRACT = "contract", "签订合同"
    PROJECT = "project", "工程和修缮项目"
    DISPOSAL = "disposal", "资产处置"
    LEASE = "lease", "资产出租出借"
    INVESTMENT = "investment", "对外投资"
    APPOINTMENT = "appointment", "人事任免"
    REWARD = "reward", "考核奖惩"
    RULE = "rule", "制度和规划"
    OTHER = "other", "其他事项"


class Prerequisite(Choice):
    """What must have been done before a matter goes to the meeting."""

    APPRAISAL = "appraisal", "可行性论证"
    OPINIONS = "opinions", "听取意见"
    LEGAL = "legal", "合法性审查"
    FINANCE = "finance", "财务审核"
    PUBLICITY = "publicity", "公示"


class VoteKind(Choice):
    ORAL = "oral", "口头表决"
    HANDS = "hands", "举手表决"
    SECRET = "secret", "无记名投票"
    NAMED = "named", "记名投票"


class VoteChoice(Choice):
    YES = "yes", "同意"
    NO = "no", "不同意"
    ABSTAIN = "abstain", "弃权"


class Outcome(Choice):
    PASSED = "passed", "通过"
    AMENDED = "amended", "原则通过"
    DEFERRED = "deferred", "缓议"
    REJECTED = "rejected", "否决"

    @property
    def carried(self) -> bool:
        """Whether it opens what needed it."""
        return self in (Outcome.PASSED, Outcome.AMENDED)


class Aim(Choice):
    """What a submission wants of an earlier one: nothing, to change its decision, to confirm an urgent one."""

    DECIDE = "decide", "审议"
    CHANGE = "change", "变更原决定"
    RATIFY = "ratify", "追认"


class SubmissionStatus(Choice):
    DRAFT = "draft", "草拟"
    DEPARTMENT = "department", "待部门负责人审核"
    DEPUTY = "deputy", "待分管领导审核"
    CHIEF = "chief", "待主要负责人审定"
    APPROVED = "approved", "待上会"
    SCHEDULED = "scheduled", "已列入议程"
    DECIDED = "decided", "已议决"
    WITHDRAWN = "withdrawn", "已撤回"


class ReviewStep(Choice):
    """The chain, from below; each is the status of the submission that waits for it."""

    DEPARTMENT = "department", "部门负责人"
    DEPUTY = "deputy", "分管领导"
    CHIEF = "chief", "主要负责人"


class ReviewResult(Choice):
    AGREED = "agreed", "同意上会"
    RETURNED = "returned", "退回"


class MeetingStatus(Choice):
    PLANNED = "planned", "拟定议程"
    NOTIFIED = "notified", "已通知"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已散会"
    SEALED = "sealed", "已封存"
    CANCELLED = "cancelled", "已取消"


class AttendanceRole(Choice):
    MEMBER = "member", "出席"
    OBSERVER = "observer", "列席"


class Presence(Choice):
    EXPECTED = "expected", "未签到"
    PRESENT = "present", "到会"
    ABSENT = "absent", "缺席"
    LEFT = "left", "中途退席"


class ItemState(Choice):
    WAITING = "waiting", "待议"
    OPEN = "open", "审议中"
    DECIDED = "decided", "已议决"
    HELD_OVER = "held_over", "未议"


class FollowUpStatus(Choice):
    OPEN = "open", "办理中"
    DONE = "done", "已办结待销号"
    CLOSED = "closed", "已销号"
