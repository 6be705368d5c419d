"""What we write beside an agency's rows in a workbook that marks their faults.

The agency puts the cells right and sends the workbook back as it is, so what is ours must
be told from what is the agency's, and passed over.
"""

from __future__ import annotations

ROW, RESULT, PROBLEMS = "原行号", "接收结果", "问题说明"
COLUMNS = (ROW, RESULT, PROBLEMS)

# The sheet with every finding one below the other, and its titles.
LIST = "问题清单"
LIST_TITLES = ("行号", "单元格", "字段", "级别", "规则", "填报值", "问题", "Problem")
