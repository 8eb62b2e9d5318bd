"""Only a list: importing this makes every domain's tables known."""

from app.assets import models as assets
from app.assets import replaying as assets_replaying
from app.finance import guards as finance_guards
from app.finance import models as finance
from app.kit import attachments, audit, duties, numbering, roles, settings, users, views
from app.meetings import models as meetings
from app.people import models as people
from app.places import models as places
from app.workorders import models as workorders

__all__ = [
    "assets",
    "assets_replaying",
    "attachments",
    "audit",
    "duties",
    "finance",
    "finance_guards",
    "meetings",
    "numbering",
    "people",
    "places",
    "roles",
    "settings",
    "users",
    "views",
    "workorders",
]
