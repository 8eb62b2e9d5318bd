"""Users by command, and commands of a store that asks who one is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import run

Command = Callable[..., tuple[int, Any, str]]
PASSWORD = "三只猫爬上屋顶"


@pytest.fixture
def command(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command on this test's store: (exit code, JSON answer or None, what standard error says)."""
    monkeypatch.setenv("HOUQIN_NEW_PASSWORD", PASSWORD)
    for name in ("HOUQIN_USER", "HOUQIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str) -> tuple[int, Any, str]:
        code = run(["--store", str(tmp_path / "台账.houqin"), "--json", *words])
        out, err = capfd.readouterr()
        return code, json.loads(out) if out.strip() else None, err

    assert call("init", "--name", "某中心")[0] == 0
    return call


def test_users_by_command(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("user", "list") == (0, {"users": []}, "")
    assert "要作管理员" in command("user", "add", "小王", "--role", "经办")[2]
    code, answer, _ = command("user", "add", "李主任")
    assert (code, answer["role"], len(answer["recovery_code"])) == (0, "管理员", 24)
    assert "--user" in command("user", "list")[2]
    assert "HOUQIN_PASSWORD" in command("--user", "李主任", "user", "list")[2]
    monkeypatch.setenv("HOUQIN_PASSWORD", PASSWORD)
    monkeypatch.setenv("HOUQIN_USER", "李主任")
    assert command("user", "add", "小王")[0] == 0
    assert "可用的有 管理员、经办" in command("user", "add", "小李", "--role", "厨师")[2]
    assert "没有用户“小李”" in command("user", "disable", "小李")[2]
    assert "没有人能管理用户" in command("user", "disable", "李主任")[2]
    listed = command("user", "list")[1]["users"]
    assert {each["user"]: (each["role"], each["must_change"]) for each in listed} == {
        "小王": ("经办", True),
        "李主任": ("管理员", False),
    }
    monkeypatch.setenv("HOUQIN_USER", "小王")
    code, _, told = command("user", "disable", "李主任")
    assert (code, "没有“管理用户" in told) == (1, True)
    assert command("verify")[0] == 0


def test_disabled_users_are_out_until_they_are_let_in_again(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("user", "add", "李主任")
    monkeypatch.setenv("HOUQIN_PASSWORD", PASSWORD)
    command("--user", "李主任", "user", "add", "小王")
    assert command("--user", "李主任", "user", "disable", "小王")[0] == 0
    assert "用户名或密码不对" in command("--user", "小王", "verify")[2]
    assert command("--user", "李主任", "user", "enable", "小王")[0] == 0
    monkeypatch.setenv("HOUQIN_NEW_PASSWORD", "另外一个好密码")
    assert command("--user", "李主任", "user", "reset", "小王")[0] == 0
    assert "用户名或密码不对" in command("--user", "小王", "verify")[2]
    monkeypatch.setenv("HOUQIN_PASSWORD", "另外一个好密码")
    assert command("--user", "小王", "verify")[0] == 0


def test_three_wrong_passwords_make_one_wait(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("user", "add", "李主任")
    monkeypatch.setenv("HOUQIN_PASSWORD", "不对的密码不对")
    told = [command("--user", "李主任", "verify")[2] for _ in range(4)]
    assert "请等 30 秒" in told[2]
    assert "密码错了 3 次，请等" in told[3]
