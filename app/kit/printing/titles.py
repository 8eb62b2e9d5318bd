"""Titles in lines that keep words whole: a trapezium or a rhombus, never an hourglass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from app.kit.printing.fonts import BOLD, Typeface
from app.kit.printing.text import NOT_AT_END, NOT_AT_START, WORD, wrap

WORDS_OF_TITLES = """
    关于 研究 审议 讨论 通过 召开 举行 印发 报送 申请 批准 同意 调整 安排 使用 采购 购置 购买 更新 维修 改造 修缮
    建设 工程 项目 固定资产 国有资产 资产 处置 报废 报损 调拨 出租 出借 捐赠 盘点 清查 物业 服务 外包 合同 协议
    续签 签订 供应商 招标 询价 谈判 磋商 单一来源 验收 付款 支付 经费 资金 预算 决算 年度 季度 月份 大额 重大 重要
    事项 事宜 决策 决定 决议 议题 方案 办法 制度 规定 细则 意见 报告 请示 通知 通报 公告 会议 纪要 记录 领导班子 领导
    班子 党组 党委 党支部 支部 委员会 委员 支委会 办公会 办公室 职工 代表大会 干部 人事 任免 聘用 考核 奖励 绩效
    工资 分配 岗位 人员 后勤 保障 食堂 餐饮 车辆 公务用车 设备 办公 办公用房 用房 家具 空调 电梯 消防 安全 节能
    水电 绿化 保洁 安保 信息化 系统 网络 管理 工作 情况 问题 落实 执行 督办 专题 扩大 中心 研究所 农业 技术 推广
    事业单位 机关 学校 医院 县 市 省 有关 相关 以及 进行 第一 第二 第三 第四 申报 部门 负责人 分管 主要 审定 责任 签收 组织 内容 理由 核查 销号 签发 单位 事由 原因 名称
    使用 意见书 结论 情况 材料 前置 程序
"""
LEXICON = frozenset(WORDS_OF_TITLES.split())
LONGEST = max(map(len, LEXICON))
WHOLE = re.compile(
    rf"[《〈][^》〉]{{1,14}}[》〉]|[“〔（(][^”〕）)]{{1,10}}[”〕）)]|第[〇零一二三四五六七八九十百\d]+[次届期批号]"
    rf"|[\d一二三四五六七八九十]+年度?|\d+[月日号万元台辆套个项次期]|{WORD.pattern}"
)


def title_words(text: str, keep: Iterable[str] = ()) -> list[str]:
    """The words of a title; `keep` are names that stay whole, as the unit's. What is unknown goes in pairs."""
    own = {word for word in keep if word}
    longest = max([LONGEST, *map(len, own)])
    words: list[str] = []
    unknown = ""
    at = 0
    while at < len(text):
        found = next(
            (
                text[at:end]
                for end in range(min(at + longest, len(text)), at, -1)
                if text[at:end] in own or text[at:end] in LEXICON
            ),
            "",
        )
        if match := WHOLE.match(text, at):
            found = max(found, match.group(), key=len)
        if found:
            words += _pairs(unknown)
            unknown = ""
            words.append(found)
            at += len(found)
        else:
            unknown += text[at]
            at += 1
    return _joined(words + _pairs(unknown))


def _pairs(text: str) -> list[str]:
    """An unknown run: whole up to three characters, else by twos."""
    if len(text) <= 3:
        return [text] if text else []
    return [text[at : at + 2] for at in range(0, len(text) - len(text) % 2 - 2, 2)] + [
        text[len(text) - len(text) % 2 - 2 :]
    ]


def _joined(words: Sequence[str]) -> list[str]:
    """Marks and 的 stay with the word before them, opening marks with the word after."""
    found: list[str] = []
    for word in words:
        stays = found and (word[0] in NOT_AT_START or word[0] in "的等" or found[-1][-1] in NOT_AT_END)
        if stays:
            found[-1] += word
        else:
            found.append(word)
    return found


def best_lines(text: str, words: Sequence[str], most: float, typeface: Typeface = BOLD) -> list[str]:
    """A title in as few lines as fit `most` em, broken between words; shaped as a trapezium or a rhombus."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    lengths = [typeface.width(word) for word in words]
    total = typeface.width(text)
    for count in range(1, len(words) + 1):
        if total <= count * most:
            ways = list(_ways(lengths, 0, count, most))
            if ways:
                return _shapeliest(text, ends, lengths, ways)
    return list(wrap(text, typeface, 1.0, most))


def _ways(lengths: Sequence[float], start: int, count: int, most: float) -> list[tuple[int, ...]]:
    """The ways to divide the words from `start` into that many lines: the ends of the lines."""
    if count == 1:
        return [(len(lengths),)] if sum(lengths[start:]) <= most else []
    found: list[tuple[int, ...]] = []
    used = 0.0
    for end in range(start + 1, len(lengths)):
        used += lengths[end - 1]
        if used > most or len(found) > 4000:
            break
        found += [(end, *rest) for rest in _ways(lengths, end, count - 1, most)]
    return found


def _shapeliest(
    text: str, ends: Sequence[int], lengths: Sequence[float], ways: Sequence[tuple[int, ...]]
) -> list[str]:
    def cost(way: tuple[int, ...]) -> float:
        widths = [sum(lengths[a:b]) for a, b in pairwise((0, *way))]
        mean = sum(widths) / len(widths)
        bad = sum((width - mean) ** 2 for width in widths)
        for end in way[:-1]:
            bad += 40 * (text[ends[end]] in "的和与及等、，）》”") + 40 * (text[ends[end] - 1] in "第（《“")
            bad -= 6 * (text[ends[end] - 1] in "的、")
        for before, here, after in zip(widths, widths[1:], widths[2:], strict=False):
            bad += 60 * (here < before and here < after)
        return bad

    way = min(ways, key=lambda each: (cost(each), -each[0]))
    return [text[ends[a] : ends[b]] for a, b in pairwise((0, *way))]


@lru_cache(maxsize=2_000)
def even(text: str, typeface: Typeface, size: float, width: float) -> tuple[str, ...]:
    """The lines of a label: as few as there must be, of nearly one length, broken between words."""
    lines = wrap(text, typeface, size, width)
    if len(lines) == 1 or "\n" in text or len(text) > 24:
        return lines
    return tuple(best_lines(text, title_words(text), width / size, typeface))
