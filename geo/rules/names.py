"""What a place is called on a map: its name without the word for its kind."""

import re

_KIND = re.compile(r"(社区居民委员会|居民委员会|村民委员会|社区居委会|居委会|村委会|社区|村)$")
_SHORTEST = 2  # 夏侯 stays 夏侯; 村 alone never goes from a name of two


def short(name: str) -> str:
    """`三湾街社区` -> `三湾街`; a name that would fall below two characters is left whole."""
    cut = _KIND.sub("", str(name))
    return cut if len(cut) >= _SHORTEST else str(name)
