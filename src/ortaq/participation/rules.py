"""Who may do what with a cycle."""

from typing import Any

import rules

from ortaq.identity.enums import Role
from ortaq.identity.keys import phone_key
from ortaq.identity.rules import role_in_place

STAFF = role_in_place(Role.ADMINISTRATOR, Role.AKIM, Role.STAFF)
DECIDE = role_in_place(Role.ADMINISTRATOR, Role.AKIM, Role.AUDITOR)
ROLL = role_in_place(Role.ADMINISTRATOR, Role.OPERATOR)

rules.add_perm("participation.edit_cycle", STAFF)
rules.add_perm("participation.open_cycle", role_in_place(Role.ADMINISTRATOR, Role.AKIM))
rules.add_perm("participation.keep_roll", ROLL)
rules.add_perm("participation.count", role_in_place(Role.ADMINISTRATOR, Role.AKIM))
rules.add_perm("participation.act", DECIDE)
rules.add_perm("participation.import_archive", role_in_place(Role.ADMINISTRATOR))


@rules.predicate
def own_entry(user: Any, entry: Any) -> bool:
    """The entry of the roll is this person's: linked to the account, or named by its checked phone."""
    if entry is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if entry.user_id is not None:
        return bool(entry.user_id == user.pk)
    return bool(entry.phone_key and user.phone and user.phone_verified and entry.phone_key == phone_key(user.phone))


rules.add_perm("participation.cast", own_entry)
