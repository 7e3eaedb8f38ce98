"""What a place is called on a map: its name without the word for its kind."""

import re

# The live map has the same rule (web/src/format.ts); tests/rules/short_names.json holds both to the same answers.
_UNNAMED = re.compile(r"^待核\(第(\d+)个\)$")
_KIND = re.compile(r"(管理委员会)?(社区|村)?(居民委员会|村民委员会|居委会|村委会|管理委员会)?$")
_SHORTEST = 2  # 夏侯 stays 夏侯; 村 alone never goes from a name of two


def short(name: str) -> str:
    """`三湾街社区` -> `三湾街`; a name that would fall below two characters is left whole."""
    if unnamed := _UNNAMED.match(str(name)):
        return f"待核{unnamed[1]}"
    cut = _KIND.sub("", str(name), count=1)
    return cut if len(cut) >= _SHORTEST else str(name)
