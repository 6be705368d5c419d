"""What the columns of a data set mean, and the names of its files."""

from __future__ import annotations

from goodstanding.catalogue.domain.model import Text

_DAY = Text("日期 YYYY-MM-DD", "date YYYY-MM-DD")
_TEXT = Text("文字", "text")

COLUMNS = (
    ("id", Text("记录号；变更文件用它指出停止公示的记录", "Number of the record; the change file names it when it ends"), Text("整数", "integer")),
    ("uscc", Text("统一社会信用代码", "Unified social credit code"), _TEXT),
    ("name", Text("组织名称", "Name of the organisation"), _TEXT),
    ("item", Text("目录项代码", "Code of the catalogue item"), _TEXT),
    ("key", Text("在目录项内的主键", "Key within the item"), _TEXT),
    ("polarity", Text("性质：positive、neutral、negative", "positive, neutral or negative"), _TEXT),
    ("number", Text("文书号", "Number of the document"), _TEXT),
    ("title", Text("标题", "Title"), _TEXT),
    ("authority", Text("作出机关，照来源", "Authority, as the source writes it"), _TEXT),
    ("agency", Text("来源单位代码", "Code of the source"), _TEXT),
    ("dated_on", Text("决定、列入、授予等的日期", "Date of the decision, listing, award …"), _DAY),
    ("valid_from", Text("有效期自", "Valid from"), _DAY),
    ("valid_until", Text("有效期至；空为长期", "Valid until; empty: no end"), _DAY),
    ("amount", Text("金额，万元", "Amount in CNY 10,000"), Text("十进制数", "decimal")),
    ("public_from", Text("公示自", "Published from"), _DAY),
    ("public_until", Text("最迟公示至；过了这天不得再展示", "Published until at the latest; not to be shown after it"), _DAY),
    ("marks", Text("标注，如 disputed（有异议）", "Marks, such as disputed"), Text("文字的列表", "list of texts")),
    ("payload", Text("目录项的全部公开字段", "All public fields of the item"), Text("JSON", "JSON")),
)  # fmt: skip

FORMS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "jsonl": ("JSON Lines", "application/x-ndjson"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}
SAMPLE = ("id", "uscc", "name", "item", "number", "authority", "dated_on", "public_until")
