"""By which columns a row names its organisation."""

from __future__ import annotations

# The identifying columns of every item, in the order in which the key is made.
SUBJECT_FIELDS = (
    "name",
    "uscc",
    "organisation_code",
    "registration_number",
    "tax_number",
    "public_institution_number",
    "social_organisation_number",
)

# The tables that lead to `subject`, in the order in which they are made.
SUBJECT_STEPS = ("subject_cells", "subject_cleaned", "subject_coded", "subject")
