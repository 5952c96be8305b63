"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts with what went in `<del>` and what came in `<ins>`; the rest is escaped and left alone.

    Args:
        before: the older text.
        after: the newer one.
    """
    old, new = (re.findall(r"\s*\S+|\s+$", text) for text in (before, after))
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for change, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        left.append(("" if change == "equal" else "del", went))
        right.append(("" if change == "equal" else "ins", came))
    return _joined(left), _joined(right)


def _joined(parts: list[tuple[str, str]]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((_tagged(tag, text),) for tag, text in parts if text),
    )


def _tagged(tag: str, text: str) -> SafeString:
    """The space before a changed stretch stays outside its colour."""
    if not tag:
        return format_html("{}", text)
    words = text.lstrip()
    return format_html("{}<{}>{}</{}>", text[: len(text) - len(words)], tag, words, tag)
