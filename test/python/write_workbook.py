"""Writes a workbook as a person exports it: argv[1] the path; on stdin JSON rows, the header first.

A text {"date": "2026-01-05"} or {"date": "2026-01-05T14:30"} becomes a date cell, {"money": 12.5} a number shown in dollars.
"""

import datetime
import json
import sys

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Sheet1"
for row, values in enumerate(json.load(sys.stdin), 1):
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, dict) and "date" in value:
            cell.value = datetime.datetime.fromisoformat(value["date"])
            cell.number_format = "m/d/yyyy h:mm AM/PM" if "T" in value["date"] else "m/d/yyyy"
        elif isinstance(value, dict):
            cell.value = value["money"]
            cell.number_format = "$0.00"
        else:
            cell.value = value
book.save(sys.argv[1])
