"""Typing Chinese on Linux. The Qt wheels carry no fcitx plugin, so that on desktops that set
QT_IM_MODULE=fcitx nobody could type a hanzi; fcitx5 answers to Qt's ibus plugin over the portal."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

SWITCH = "HOUQIN_KEEP_IM"


def mend(env: MutableMapping[str, str], plugins: Path, system: str = sys.platform) -> str:
    """Point Qt at ibus where it would look in vain for fcitx; returns a line for the log, or "".

    Call before QApplication is made. HOUQIN_KEEP_IM=1 leaves everything as it is."""
    wanted = env.get("QT_IM_MODULE", "")
    if not system.startswith("linux") or not wanted.startswith("fcitx") or env.get(SWITCH):
        return ""
    if any(plugins.glob("*fcitx*")):
        return ""
    env["QT_IM_MODULE"] = "ibus"
    env["IBUS_USE_PORTAL"] = "1"
    return f"输入法：QT_IM_MODULE={wanted} 没有对应的插件，改用 ibus 接口（{SWITCH}=1 可保持原样）"


def prepare() -> str:
    """Mend the environment of this process."""
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    return mend(os.environ, folder)
