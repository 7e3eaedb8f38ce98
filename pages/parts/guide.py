"""A page that has nothing yet says what will stand there, and how it comes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True, slots=True)
class Card:
    """One step or one way: a word, a sentence, and where it leads, if anywhere."""

    title: str
    says: str
    address: str = ""
    go: str = ""  # words of the link


def show(lead: str, cards: Sequence[Card], *, steps: bool = False) -> None:
    """Say what is missing, then draw the cards; `steps` are numbered, one after the other."""
    kind = "ogm-guide steps" if steps else "ogm-guide"
    st.html(f'<p class="ogm-guidelead">{escape(lead)}</p><ol class="{kind}">{"".join(map(_card, cards))}</ol>')


def _card(card: Card) -> str:
    link = f'<a target="_self" href="{escape(card.address)}">{escape(card.go)} ›</a>' if card.address else ""
    return f"<li><b>{escape(card.title)}</b><span>{escape(card.says)}</span>{link}</li>"
