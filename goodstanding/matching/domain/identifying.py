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

# The tables that lead to `subject`, in the order in which they are made, and of which table those
# are made that few files need.
SUBJECT_SELDOM = {
    "subject_variant": "subject_variant_cells",
    "subject_masked": "subject_masked_cells",
    "subject_taxed": "subject_taxed_cells",
}
SUBJECT_STEPS = (
    "subject_cells",
    *SUBJECT_SELDOM.values(),
    *SUBJECT_SELDOM,
    "subject_cleaned",
    "subject_coded",
    "subject",
)
