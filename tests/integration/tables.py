"""Locust's console tables and CSV files, read back into numbers."""
import csv
import io
import re

STATISTICS_HEADER = re.compile(r"^Type +Name +# reqs +# fails \| +Avg +Min +Max +Med \|")
STATISTICS_ROW = re.compile(
    r"^(?P<type>\S*) +(?P<name>.+?) +(?P<requests>\d+)"
    r" +(?P<failures>\d+)\((?P<percent>[\d.]+)%\) \|"
    r" *(?P<avg>\d+) +(?P<min>\d+) +(?P<max>\d+) *(?P<median>\d+) \| +(?P<rps>[\d.]+)"
    r" +(?P<fps>[\d.]+)$")
PERCENTILE_COLUMNS = ["50", "66", "75", "80", "90", "95", "98", "99", "99.9", "99.99", "100"]
PERCENTILE_ROW = re.compile(r"^(?P<type>\S*) +(?P<name>.+?)(?P<numbers>(?: +\d+){12})$")
ERROR_ROW = re.compile(r"^(?P<count>\d+) +(?P<text>.*?) *$")
WHOLE = ("requests", "failures", "avg", "min", "max", "median")


def lines_after(text, is_title):
    """The lines below the last title, up to the empty one that ends a table."""
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if is_title(line)]
    if not starts:
        return None
    table = lines[starts[-1] + 1:]
    return table[:table.index("")] if "" in table else table


def statistics(text):
    rows = {}
    for line in lines_after(text, STATISTICS_HEADER.match) or []:
        found = STATISTICS_ROW.match(line)
        if found:
            row = {k: int(v) if k in WHOLE else v for k, v in found.groupdict().items()}
            for rate in ("percent", "rps", "fps"):
                row[rate] = float(row[rate])
            rows[(row.pop("type"), row.pop("name"))] = row
    return rows


def percentiles(text):
    rows = {}
    for line in lines_after(text, lambda l: l.startswith("Response time percentiles")) or []:
        found = PERCENTILE_ROW.match(line)
        if found:
            *values, requests = map(int, found["numbers"].split())
            rows[(found["type"], found["name"])] = dict(zip(PERCENTILE_COLUMNS, values),
                                                        requests=requests)
    return rows


def errors(text):
    """{"GET /x: message": occurrences}"""
    rows = {}
    for line in lines_after(text, lambda l: l == "Error report") or []:
        found = ERROR_ROW.match(line)
        if found:
            rows[found["text"]] = int(found["count"])
    return rows


def csv_rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def csv_header(text):
    return text.split("\r\n", 1)[0]
