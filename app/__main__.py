"""Commands without a window: `python -m app [--store PATH-OR-URL] [--json] COMMAND …`.

Exit codes: 0 done, 1 refused (the reasons are on standard error), 2 wrong usage, 70 a fault of the program
(its trace is in the log file). What a command needs is loaded when it runs, so that a quick one is quick.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands import (
    backups,
    importing,
    log,
    looking,
    meetings,
    months,
    moving,
    office,
    papers,
    users,
    workorders,
)
from app.commands.here import Here, Refused, say

DONE, REFUSED, WRONG_USAGE, FAULT, STOPPED = 0, 1, 2, 70, 130

# What typer raises for a call that cannot be understood; its own module for it is private.
UsageError: type[Any] = typer.BadParameter.__mro__[1]


def build() -> typer.Typer:
    """All commands."""
    program = typer.Typer(
        help="后勤台账：不开窗口的命令。", no_args_is_help=True, add_completion=False,
        rich_markup_mode=None, pretty_exceptions_enable=False,
    )  # fmt: skip
    program.callback()(options)
    for group in (
        office, backups, importing, looking, months, papers, meetings, workorders, users, moving, log,
    ):  # fmt: skip
        group.add(program)
    return program


def options(
    context: typer.Context,
    store: Annotated[
        str | None, typer.Option(help="数据文件，或服务器上数据库的 URL；不写就用“文档”里的台账")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果写成 JSON，供别的程序读")] = False,
    passphrase_file: Annotated[
        Path | None, typer.Option(help="加密数据的口令在这个文件的第一行；不写就当面问")
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            envvar="HOUQIN_USER", help="启用登录后以谁的名义操作；密码取自环境变量 HOUQIN_PASSWORD，没有就当面问"
        ),
    ] = None,
) -> None:
    context.obj = Here(store, as_json, passphrase_file, user=user)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    from app.kit.errors import Cancelled, UserError

    as_json = "--json" in arguments
    try:
        code = build()(args=list(arguments), standalone_mode=False, prog_name="python -m app")
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            say(str(error))
            return WRONG_USAGE
        return refuse(f"用法不对：{wording(error)}\n用 --help 查看用法。", as_json, WRONG_USAGE)
    except Refused:
        return REFUSED
    except UserError as error:
        return refuse(str(error), as_json, REFUSED)
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        say("已中断，没有保存。")
        return STOPPED
    except BrokenPipeError:
        sys.stdout = None  # whoever read our answer has gone; nothing is left to flush
        return DONE
    except Exception:
        return fault(as_json)
    return code if isinstance(code, int) else DONE


def refuse(words: str, as_json: bool, code: int) -> int:
    say(words)
    if as_json:
        import json

        print(json.dumps({"error": words}, ensure_ascii=False))
    return code


def fault(as_json: bool) -> int:
    """Keep the trace of a fault of ours and say where it lies."""
    import logging
    import traceback

    from app.kit import paths

    trace = traceback.format_exc()
    file = paths.log_file()
    logging.basicConfig(filename=file, encoding="utf-8", format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("app").error("command %s\n%s", sys.argv[1:], trace)
    last = trace.strip().splitlines()[-1]
    return refuse(f"程序出错，这次操作没有保存。详情记在 {file}：{last}", as_json, FAULT)


def wording(error: Any) -> str:
    """What is wrong with a call, in Chinese; typer speaks English."""
    kind, message = type(error).__name__, str(getattr(error, "message", error))
    parameter = called(getattr(error, "param", None))
    if kind == "NoSuchOption":
        return f"没有选项“{getattr(error, 'option_name', '')}”"
    if kind == "MissingParameter":
        return f"缺少 {parameter}"
    if among := _AMONG.search(message):
        return f"{parameter} 没有“{among[1]}”，可用的有 {among[2].replace(chr(39), '').replace(', ', '、')}"
    if unknown := _UNKNOWN.match(message):
        return f"没有命令“{unknown[1]}”"
    if least := _LEAST.search(message):
        return f"{parameter} 不能小于 {least[1]}"
    if "valid integer" in message:
        return f"{parameter} 应是整数"
    return message


_AMONG = re.compile(r"'([^']*)' is not one of (.+?)\.?$")
_LEAST = re.compile(r"(?:greater than or equal to|range x>=) ?(\d+)")
_UNKNOWN = re.compile(r"No such command '([^']*)'")


def called(parameter: Any) -> str:
    """An argument by its metavar, an option by its long name."""
    names = getattr(parameter, "opts", None) or [""]
    return str(getattr(parameter, "metavar", None) or names[-1])


def main() -> None:
    """The entry point: UTF-8 whatever the console's code page, then the command."""
    if sys.argv[1:2] == ["--read-table"]:  # the bundled program is its own reader of workbooks
        from app.kit.sheets import child

        child.main(sys.argv[2:])
        return
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
