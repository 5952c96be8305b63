"""How dates, times and numbers are written and read, by language (Django's `FORMAT_MODULE_PATH`).

What all languages share stands here. People type 12.03.2026; machines and `<input type="date">` use ISO 8601, which
comes first because a date field shows its value in the first format and a browser's date field takes no other.
"""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f"]
DATETIME_INPUT_FORMATS = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
]
FIRST_DAY_OF_WEEK = 1  # Monday
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = "\u202f"  # narrow no-break space: 12 400 000 never breaks over two lines
