"""What is done to a store as a whole, by command: every role × every command, and who may restore when the store
that would say so is broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.__main__ import run
from app.kit import audit, backups, rights, users
from app.kit.rights import Forbidden
from app.kit.roles import BaseRole
from app.kit.store import Store
from app.people import service as people

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSWORD = "三只猫爬上屋顶"
KEPT = ("restore", "encrypt", "decrypt", "passphrase", "recovery-sheet")
# Who may, beside the administrator.
DECIDED = {
    "backup": "clerk finance",
    "backup FILE": "clerk finance",
    **dict.fromkeys((*KEPT, "move-to", "move-to --stay"), ""),
}
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture(scope="module")
def staffed(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed store with a user of each role, by the role's name, and the administrator's recovery code."""
    path = shutil.copyfile(template_store, tmp_path_factory.mktemp("office") / "台账.houqin")
    store = Store.open(path)
    with store.changing("建部门") as session:
        people.save_department(session, None, {"name": "甲科"})
    code = users.begin(store, "管理员", PASSWORD)
    with store.changing("添加用户") as session:
        for base, role in users.ship_roles(session).items():
            if base is not BaseRole.ADMIN:
                users.add(session, base.label, role, PASSWORD, must_change=False)
    store.close()
    return path, code


@pytest.fixture
def path(staffed: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUQIN_CONFIG", str(tmp_path / "houqin.ini"))
    monkeypatch.setenv("HOUQIN_PASSWORD", PASSWORD)
    monkeypatch.delenv("HOUQIN_USER", raising=False)
    for name in ("口令", "新口令"):
        (tmp_path / name).write_text(f"{name}：电池 订书针\n", "utf-8")
    return shutil.copyfile(staffed[0], tmp_path / "台账.houqin")


@pytest.fixture
def command(path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """A command by somebody: (exit code, JSON answer, what standard error says)."""

    def call(who: str, *words: str | Path) -> tuple[int, Any, str]:
        as_who = ["--user", who] if who else []
        given = ["--passphrase-file", str(tmp_path / "口令")]
        code = run(["--store", str(path), "--json", *given, *as_who, *map(str, words)])
        out, err = capfd.readouterr()
        return code, json.loads(out) if out.strip() else None, err

    return call


def calls(folder: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """Each command so that it goes as far as its right. The server of move-to answers nobody."""
    backup = next((folder / "先前").glob("*.houqin"))
    yield "backup", ("backup", folder / "又一份")
    yield "backup FILE", ("backup", folder / "另一份.houqin")
    yield "restore", ("restore", backup)
    yield "move-to", ("move-to", "postgresql://127.0.0.1:9/houqin")
    yield "move-to --stay", ("move-to", "--stay")
    yield "encrypt", ("encrypt", folder / "单.pdf", "--new-passphrase-file", folder / "口令")
    yield "passphrase", ("passphrase", "--new-passphrase-file", folder / "口令")
    yield "recovery-sheet", ("recovery-sheet", folder / "单二.pdf")
    yield "decrypt", ("decrypt",)


@pytest.mark.parametrize("base", BaseRole, ids=lambda base: base.value)
def test_matrix(command: Run, path: Path, tmp_path: Path, base: BaseRole) -> None:
    assert command("管理员", "backup", tmp_path / "先前")[0] == 0
    seen = {}
    for name, words in calls(tmp_path):
        if base is not BaseRole.ADMIN and name == "passphrase":  # the administrator encrypts for the rest
            assert command("管理员", "encrypt", tmp_path / "单.pdf", "--new-passphrase-file", tmp_path / "口令")[0] == 0
        code, _, told = command(base.label, *words)
        seen[name] = "forbidden" if "的权限，请找管理员" in told else "allowed"
        assert code == (1 if seen[name] == "forbidden" or name == "move-to" else 0), told
    wanted = {
        name: "allowed" if base is BaseRole.ADMIN or base.value in who.split() else "forbidden"
        for name, who in DECIDED.items()
    }
    assert seen == wanted
    assert command("管理员", "verify")[0] == 0


def test_nobody_does_any_of_it_unnamed(command: Run, tmp_path: Path) -> None:
    assert command("管理员", "backup", tmp_path / "先前")[0] == 0
    for _, words in calls(tmp_path):
        code, _, told = command("", *words)
        assert (code, "--user" in told) == (1, True)


def test_the_house_backs_up_by_itself_whoever_sits_there(path: Path) -> None:
    store = Store.open(path)
    assert backups.make(store, backups.AUTO) is not None  # nobody has signed in yet
    with pytest.raises(Forbidden):
        backups.make(store, backups.MANUAL)
    with pytest.raises(Forbidden):
        store.backup(path.with_name("份.houqin"))
    store.close()


# -- a broken store -------------------------------------------------------------------------------------------


@pytest.fixture
def broken(command: Run, path: Path, tmp_path: Path) -> Path:
    """The store cannot be opened any more; gives the backup."""
    assert command("管理员", "backup", tmp_path / "先前")[0] == 0
    path.write_bytes(b"x" * 1000)
    return next((tmp_path / "先前").glob("*.houqin"))


def test_over_a_broken_store_the_users_of_the_backup_decide(command: Run, path: Path, broken: Path) -> None:
    for who, words in (("", "请写明用户名和密码"), ("经办", "没有“恢复备份"), ("没有这个人", "用户名或密码不对")):
        code, _, told = command(who, "restore", broken)
        assert (code, words in told) == (1, True), told
        assert path.read_bytes() == b"x" * 1000
    code, answer, told = command("管理员", "restore", broken)
    assert code == 0, told
    assert Path(answer["aside"]).read_bytes() == b"x" * 1000
    store = Store.open(path)
    with store.reading() as session:
        last = session.execute(select(audit.Act.who, audit.Act.operation).order_by(audit.Act.id.desc()).limit(2)).all()
    assert [tuple(each) for each in last] == [("管理员", "从备份恢复"), ("管理员", "登录以恢复备份")]
    assert store.verify() == []
    store.close()


def test_a_lost_store_too(command: Run, path: Path, broken: Path) -> None:
    path.unlink()
    assert command("", "restore", broken)[0] == 1
    assert command("财务", "restore", broken)[0] == 1
    assert command("管理员", "restore", broken)[0] == 0
    assert command("管理员", "verify")[0] == 0


def test_the_recovery_code_opens_where_the_password_is_forgotten(
    command: Run, staffed: tuple[Path, str], broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUQIN_PASSWORD", "AAAA-BBBB-CCCC-DDDD-EEEE")
    code, _, told = command("管理员", "restore", broken)
    assert (code, "恢复码不对" in told) == (1, True)
    monkeypatch.setenv("HOUQIN_PASSWORD", staffed[1].lower())
    code, _, told = command("管理员", "restore", broken)
    assert code == 0, told


def test_without_users_in_the_backup_anybody_restores(template_store: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(template_store, tmp_path / "台账.houqin")
    store = Store.open(path, "张三")
    with store.changing("建部门") as session:
        people.save_department(session, None, {"name": "甲科"})
    made = backups.make(store, backups.MANUAL)
    assert made is not None
    store.close()
    path.write_bytes(b"")
    assert backups.restore(made.backup.path, path, NOW).aside is not None


# -- another office -------------------------------------------------------------------------------------------


def test_a_backup_of_another_office_is_not_taken_by_mistake(
    command: Run, path: Path, template_store: Path, tmp_path: Path
) -> None:
    assert command("管理员", "backup")[0] == 0
    other = tmp_path / "别处" / "台账.houqin"
    other.parent.mkdir()
    shutil.copyfile(template_store, other)
    store = Store.open(other, "李四")
    with store.changing("建部门") as session:
        people.save_department(session, None, {"name": "乙科"})
    made = backups.make(store, backups.MANUAL)
    assert made is not None
    store.close()
    before = path.read_bytes()
    code, _, told = command("管理员", "restore", made.backup.path)
    assert (code, "另一个单位" in told, "--other-office" in told) == (1, True, True)
    assert path.read_bytes()[:40] == before[:40]
    whole = path.read_bytes()
    path.write_bytes(b"")  # broken: its own backups tell whose it is
    assert "另一个单位" in command("管理员", "restore", made.backup.path)[2]
    path.write_bytes(whole)
    code, answer, told = command("管理员", "restore", made.backup.path, "--other-office")
    assert code == 0, told
    store = Store.open(path)
    with store.reading() as session:
        assert not rights.sign_in_on(session)
    assert store.verify() == []
    store.close()
    aside = Store.open(answer["aside"])
    assert aside.verify() == []
    aside.close()
