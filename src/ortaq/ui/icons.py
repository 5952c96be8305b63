"""Line icons on a 24 by 24 grid, drawn for Ortaq: the paths only, coloured by the text around them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "pin": "M12 21.5s-7-6.2-7-11.6a7 7 0 0 1 14 0c0 5.4-7 11.6-7 11.6Z"
    " M12 12.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4Z",
    "search": "M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6Z M15.8 15.8 20.5 20.5",
    "person": "M12 11.4a3.9 3.9 0 1 0 0-7.8 3.9 3.9 0 0 0 0 7.8Z M4.5 20.5c.8-3.9 3.8-6 7.5-6s6.7 2.1 7.5 6",
    "next": "M9 5.5 15.5 12 9 18.5",
    "back": "M15 5.5 8.5 12 15 18.5",
    "forward": "M4 12h15.5 M13.5 6l6 6-6 6",
    "down": "M5.5 9 12 15.5 18.5 9",
    "check": "M4.5 12.8 9.6 18 19.5 7",
    "cross": "M6 6l12 12 M18 6 6 18",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 11v5.5 M12 7.4v.2",
    "success": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M8 12.4l2.8 2.8L16.2 9.4",
    "warning": "M12 3.6 21.6 20H2.4L12 3.6Z M12 10v4.6 M12 17.2v.2",
    "danger": "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3L8.3 3Z M12 7.6v5.4 M12 16.2v.2",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 7v5.2l3.4 2",
    "calendar": "M4 6.5h16v14H4v-14Z M4 10.8h16 M8.3 3.5v4.4 M15.7 3.5v4.4",
    "document": "M6 3h8l4.5 4.5V21H6V3Z M13.8 3.2v4.6h4.5 M9 12.4h6.5 M9 16.2h6.5",
    "download": "M12 4v11 M7.4 10.6 12 15.2l4.6-4.6 M4.5 19.8h15",
    "seal": "M12 14.6a5.8 5.8 0 1 0 0-11.6 5.8 5.8 0 0 0 0 11.6Z"
    " M9.6 8.8l1.7 1.7 3-3.2 M8.2 13.4 6.6 21 12 18.2l5.4 2.8-1.6-7.6",
    "flask": "M9.5 3.5h5 M10.3 3.5v6L4.8 18.4a1.6 1.6 0 0 0 1.4 2.4h11.6a1.6 1.6 0 0 0 1.4-2.4L13.7 9.5v-6 M7.6 15h8.8",
    "archive": "M3.5 4.5h17v4h-17v-4Z M5 8.5v11h14v-11 M9.6 12.4h4.8",
    "desk": "M3 9.5h18 M5 9.5v10 M19 9.5v10 M13.5 9.5v5H19 M7 9.5V5.2h6v4.3",
    "filter": "M4 6h16 M7 12h10 M10 18h4",
    "plus": "M12 5v14 M5 12h14",
    "sun": "M12 16.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4Z M12 2.6v2.2 M12 19.2v2.2 M2.6 12h2.2 M19.2 12h2.2 "
    "M5.4 5.4 7 7 M17 17l1.6 1.6 M5.4 18.6 7 17 M17 7l1.6-1.6",
    "moon": "M20 14.6A8.4 8.4 0 0 1 9.4 4a8.4 8.4 0 1 0 10.6 10.6Z",
    # The five doors: a coin with the tenge sign, a paper going into the box, a spade in the ground,
    # the crown of the yurt under which a council sits, a sun over the horizon.
    "money": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M8 8h8 M8 11.2h8 M12 11.2v6",
    "vote": "M3.5 13.5h17v7h-17v-7Z M7.2 13.5V4h9.6v9.5 M9.8 8.4l1.7 1.7 3-3.2 M8.6 17h6.8",
    "works": "M12 3.2v9.3 M9 3.2h6 M8.2 12.5h7.6v3.2c0 2.2-1.6 3.6-3.8 5-2.2-1.4-3.8-2.8-3.8-5v-3.2Z"
    " M3 20.7h3.4 M17.6 20.7H21",
    "council": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M7.2 4.4l12.4 12.4 M4.4 7.2l12.4 12.4"
    " M16.8 4.4 4.4 16.8 M19.6 7.2 7.2 19.6",
    "goals": "M2.5 18.5h19 M6.2 18.5a5.8 5.8 0 0 1 11.6 0 M12 4v4.2 M4.3 8l3 2.9 M19.7 8l-3 2.9 M6 21.5h12",
}


def icon_svg(name: str, css_class: str = "icon") -> SafeString:
    """An icon that decorates a word beside it; screen readers pass it over.

    Raises:
        KeyError: no icon has this name.
    """
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css_class,
        mark_safe(ICONS[name]),  # noqa: S308 -- a constant of this module
    )
