"""Makes text safe inside the HTML and the template literals that folium writes."""

import html

# html.escape is not enough: folium puts text into JS template literals, where `${...}` runs and a
# backtick leaves no map at all (map note 2.12).
_ALSO = str.maketrans({char: f"&#{ord(char)};" for char in "`${}\\"})


def escape(text: object) -> str:
    """Text as numeric and named entities; safe in HTML, attributes and template literals. None gives ""."""
    return "" if text is None else html.escape(str(text), quote=True).translate(_ALSO)
