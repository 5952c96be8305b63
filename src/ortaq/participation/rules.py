"""Who may do what with a cycle."""

import rules

from ortaq.identity.enums import Role
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
