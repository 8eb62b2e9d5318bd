"""The verbs of cards, for the list and for the card itself: what each asks, does, says and offers next.

The list names them when it opens, so what they need is loaded when one of them is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.assets.choices import HandoverKind, UsageStatus
from ui.kit import toast
from ui.kit.base import Action
from ui.kit.desk import Desk

if TYPE_CHECKING:
    from ui.kit.verb_dialog import VerbDialog


def hand_over(widget: QWidget, desk: Desk, ids: Sequence[int], kind: HandoverKind) -> VerbDialog:
    """领用, 交接, 调拨 or 退库 of cards; the 交接单 can be printed next."""
    from ui.assets import dialogs

    dialog = dialogs.hand_over(widget, desk, ids, kind)
    return _open(widget, dialog, partial(_handed_over, widget, desk, len(ids), kind))


def _handed_over(widget: QWidget, desk: Desk, count: int, kind: HandoverKind, handover_id: int) -> None:
    from ui.assets.papers import print_handover

    printing = partial(print_handover, widget, desk, handover_id)
    toast.tell(widget, f"{count} 张卡片已办理{kind.label}", [("打印交接单", printing)])


def change_value(widget: QWidget, desk: Desk, asset_id: int) -> VerbDialog:
    """A 变动单 for a card; it can be taken back at once."""
    from ui.assets import dialogs

    told = partial(_changed, widget, desk, asset_id, "变动单已保存，从当前未结账的月份起生效")
    return _open(widget, dialogs.change_value(widget, desk, asset_id), told)


def _changed(widget: QWidget, desk: Desk, asset_id: int, words: str, _: object) -> None:
    toast.tell(widget, words, [("撤销", partial(withdraw_change, widget, desk, asset_id))])


def withdraw_change(widget: QWidget, desk: Desk, asset_id: int) -> None:
    """Take a card's newest 变动单 back while its month is open; a split-off card returns into the old one."""
    number = desk.perform(widget, "撤销变动单", _withdraw_newest, asset_id, desk.today())
    if number:
        _tell(widget, f"变动单 {number} 已撤销，卡片恢复到变动之前")


def split(widget: QWidget, desk: Desk, asset_id: int) -> VerbDialog:
    """Some pieces of a batch onto a card of their own."""
    from ui.assets import dialogs

    told = partial(_changed, widget, desk, asset_id, "已拆分，新卡片在列表里")
    return _open(widget, dialogs.split_card(widget, desk, asset_id), told)


def write_off(widget: QWidget, desk: Desk, ids: Sequence[int]) -> VerbDialog:
    """Cards off the books."""
    from ui.assets import dialogs

    told = partial(_tell, widget, f"{len(ids)} 张卡片已核销，留在台账里备查")
    return _open(widget, dialogs.write_off(widget, desk, ids), told)


def bring_back(widget: QWidget, desk: Desk, ids: Sequence[int]) -> None:
    """Undo a writing off whose month is open."""
    if desk.perform(widget, "恢复核销", _bring_back_all, list(ids)):
        _tell(widget, f"{len(ids)} 张卡片已恢复，使用状况为待处置")


def set_usage(widget: QWidget, desk: Desk, ids: Sequence[int], status: UsageStatus) -> None:
    """在用, 闲置, 待修 … of cards."""
    if desk.perform(widget, f"标为{status.label}", _set_usage, list(ids), status):
        _tell(widget, f"{len(ids)} 张卡片已标为{status.label}")


def print_cards(widget: QWidget, desk: Desk, ids: Sequence[int]) -> None:
    """Preview of the cards' papers."""
    from ui.assets.papers import print_cards as preview

    preview(widget, desk, list(ids))


def _withdraw_newest(session: Any, asset_id: int, today: Any) -> str:
    from app.assets import changes

    return changes.withdraw_newest(session, asset_id, today=today)


def _bring_back_all(session: Any, ids: Sequence[int]) -> int:
    from app.assets import disposals

    for each in ids:
        disposals.bring_back(session, each)
    return len(ids)


def _set_usage(session: Any, ids: Sequence[int], status: UsageStatus) -> int:
    from app.assets import service

    service.set_usage(session, ids, status)
    return len(ids)


def _tell(widget: QWidget, words: str, *_: object) -> None:
    toast.tell(widget, words)


def _open(widget: QWidget, dialog: VerbDialog, done: Callable[..., None]) -> VerbDialog:
    dialog.performed.connect(done)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show_at_size()
    return dialog


# -- for the list --------------------------------------------------------------------------------------------


def _import(screen: Any, ids: Sequence[int]) -> None:
    from ui.assets.importing import open_import

    open_import(screen, screen.desk)


def _here(values: Mapping[str, Any]) -> bool:
    return values.get("removed_month") is None


def _gone(values: Mapping[str, Any]) -> bool:
    return values.get("removed_month") is not None


def _batch(values: Mapping[str, Any]) -> bool:
    return _here(values) and (values.get("quantity") or 0) > 1


def _run(verb: Callable[..., object], *more: Any) -> Callable[[Any, Sequence[int]], object]:
    return lambda screen, ids: verb(screen, screen.desk, ids, *more)


def _run_one(verb: Callable[..., object]) -> Callable[[Any, Sequence[int]], object]:
    return lambda screen, ids: verb(screen, screen.desk, ids[0])


ACTIONS: tuple[Action, ...] = (
    Action("导入台账…", _import, icon="file-up", needs="none", place="button", right="assets.import"),
    Action("打印卡片…", _run(print_cards), icon="printer", right="papers.print"),
    Action("领用…", _run(hand_over, HandoverKind.ISSUE), _here, "user", right="assets.hand_over"),
    Action("交接…", _run(hand_over, HandoverKind.HANDOVER), _here, "users", right="assets.hand_over"),
    Action("退库…", _run(hand_over, HandoverKind.RETURN), _here, "archive", right="assets.hand_over"),
    Action("标为闲置", _run(set_usage, UsageStatus.IDLE), _here, right="assets.edit"),
    Action("标为待修", _run(set_usage, UsageStatus.REPAIR), _here, right="assets.edit"),
    Action("标为待处置", _run(set_usage, UsageStatus.PENDING), _here, right="assets.edit"),
    Action("标为在用", _run(set_usage, UsageStatus.IN_USE), _here, right="assets.edit"),
    Action("变动单…", _run_one(change_value), _here, "pencil", needs="one", right="assets.change"),
    Action("拆分…", _run_one(split), _batch, "copy", needs="one", right="assets.change"),
    Action("撤销变动单", _run_one(withdraw_change), _here, "undo-2", needs="one", right="assets.change_back"),
    Action("处置核销…", _run(write_off), _here, "trash-2", right="assets.write_off"),
    Action("恢复核销", _run(bring_back), _gone, "undo-2", right="assets.bring_back"),
)
