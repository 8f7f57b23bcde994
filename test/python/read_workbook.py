"""Prints what openpyxl finds in a workbook as JSON; a warning of openpyxl is an error."""

import json
import sys
import warnings

import openpyxl

warnings.simplefilter("error")
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active


def cell(each):
    value = each.value
    return {
        "type": each.data_type,
        "value": value.isoformat() if hasattr(value, "isoformat") else value,
        "format": each.number_format,
        "quoted": bool(each.style and each.quotePrefix),
    }


json.dump(
    {
        "sheets": book.sheetnames,
        "frozen": sheet.freeze_panes,
        "rows": [[cell(each) for each in row] for row in sheet.iter_rows()],
    },
    sys.stdout,
)
