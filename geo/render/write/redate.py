"""Takes the clock out of office files: equal contents give equal bytes."""

import re
import zipfile
from datetime import datetime
from io import BytesIO

FIRST = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip knows
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def redated(package: bytes, at: datetime) -> bytes:
    """Rewrite a pptx, docx or xlsx with one fixed time, also in the workbooks it holds.

    Parameters
    ----------
    at
        Time of the data, printed as created and modified.
    """
    out = BytesIO()
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}Z".encode()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item.filename)
            if item.filename.endswith(".xlsx"):
                body = redated(body, at)
            elif item.filename == "docProps/core.xml":
                body = _TIMES.sub(lambda found: found.group(1) + stamp + found.group(2), body)
            entry = zipfile.ZipInfo(item.filename, FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, body)
    return out.getvalue()
