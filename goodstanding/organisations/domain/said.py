"""What records say of who an organisation is: the names of its parts.

A statement is what one version of a record says: a registration says who an organisation
is, another item (`changes` in policy) says that its status, name, successor or parent
changed on a day. All there is in this app is derived from statements (`services.deriving`).
"""

from __future__ import annotations

# As records give them: text, as it stands in the payload.
REGISTERED = (
    "uscc", "name", "kind", "status", "division", "industry", "registered_on", "deregistered_on",
    "former_name", "renamed_on", "registration_number", "tax_number", "public_institution_number",
    "social_organisation_number",
)  # fmt: skip
CHANGED = (
    "changed_status", "changed_name", "name_before", "since", "until", "temporary", "successor",
    "succession", "parent",
)  # fmt: skip
ABOUT = ("organisation_id", "version", "registers", "said_at", "said_on")
SAID = (*ABOUT, *REGISTERED, *CHANGED)

# Each name beside the form in which it is compared.
FOLDED = {
    "name": "folded", "former_name": "former_folded", "changed_name": "changed_folded",
    "name_before": "before_folded",
}  # fmt: skip

# The order of the cells in a COPY line of a statement.
STATEMENT = (*SAID, *FOLDED.values())
