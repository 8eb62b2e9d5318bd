"""Amounts in capitals for vouchers and forms: 107,000.53 is 壹拾万柒仟元零伍角叁分.

Rules: 支付结算办法 附一 and 会计基础工作规范 第52条. 整 stands after 元 and after 角, never after 分; a 零
stands between 元 and 角 where the yuan end in 0, and between 元 and 分 where there is no 角.
"""

from decimal import Decimal

from app.kit.errors import UserError

LIMIT = Decimal("10000000000000000")
"""Amounts of ten quadrillion yuan (16 digits before the point) and more are refused."""


def capitals(amount: Decimal | int) -> str:
    """The amount (yuan) in capitals, without 人民币 in front; negative amounts begin with 负.

    Raises UserError for what is no amount of whole fen or has more than 16 digits before the point.
    """
    yuan, jiao, fen = _split(Decimal(amount))
    if not (yuan or jiao or fen):
        return "零元整"
    from cn2an import an2cn  # takes a tenth of a second to import: only when capitals are asked for

    text = f"{an2cn(str(yuan), 'up')}元" if yuan else ""
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + f"{an2cn(str(jiao), 'up')}角"
    elif fen and yuan:
        text += "零"
    text += f"{an2cn(str(fen), 'up')}分" if fen else "整"
    return f"负{text}" if amount < 0 else text


def _split(amount: Decimal) -> tuple[int, int, int]:
    """Yuan, jiao and fen of the absolute amount."""
    if not amount.is_finite():
        raise UserError("大写金额：这不是一个金额。")
    if abs(amount) >= LIMIT:
        raise UserError(f"大写金额：{amount:,f} 元超出了可以写成大写的范围（整数部分最多 16 位）。")
    if amount != round(amount, 2):
        raise UserError(f"大写金额：{amount:f} 元不足一分的部分无法写成大写，请先取到分。")
    total = int(abs(amount) * 100)
    return total // 100, total // 10 % 10, total % 10
