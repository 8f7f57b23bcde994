"""Drives a connector through PyAirbyte: one JSON command a line on stdin, one JSON answer a line on stdout.

usage: pyairbyte_client.py EXECUTABLE CONFIG.json CACHE.duckdb

An answer is {"ok": ...} or {"error": "..."}; PyAirbyte's own progress goes to stderr.
"""

import json
import os
import sys
from pathlib import Path

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # PyAirbyte prints its progress to stdout, which is for answers here

import airbyte as ab  # noqa: E402  (after the streams are apart)
from airbyte.caches import DuckDBCache  # noqa: E402

executable, config_file, cache_file = sys.argv[1:]
config = json.loads(Path(config_file).read_text(encoding="utf-8"))
source = ab.get_source("source-servicetitan", local_executable=executable, config=config)
cache = DuckDBCache(db_path=cache_file)


def read(streams: list[str]) -> dict[str, int]:
    """Reads the streams into the cache; counts the records that this read brought."""
    source.select_streams(streams)
    result = source.read(cache=cache)
    return {"processed": result.processed_records}


def rows(stream: str, columns: list[str]) -> list[list[str | None]]:
    """The cache's rows, each value as text, ordered by the first column.."""
    wanted = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in columns)
    query = f"SELECT {wanted} FROM {cache.schema_name}.{stream} ORDER BY {columns[0]}"
    return [[row[column] for column in columns] for row in cache.run_sql_query(query)]


commands = {
    "check": lambda: source.check(),
    "set_config": lambda config: source.set_config(config),
    "streams": lambda: source.get_available_streams(),
    "read": read,
    "rows": rows,
}

for line in sys.stdin:
    command = json.loads(line)
    try:
        answer = {"ok": commands[command.pop("do")](**command)}
    except Exception as error:  # the suite judges the failure
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
