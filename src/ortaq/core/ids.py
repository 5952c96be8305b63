"""Random identifiers that people read aloud and type."""

import secrets

# Crockford's base 32: no I, L, O, U, so that nothing is mistaken on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Letters that are not in the alphabet, as Latin ones and as the Cyrillic keyboard gives those that look alike.
_CONFUSED = str.maketrans("ILOUАВЕКМНОРСТУХ", "110VABEKMH0PCTYX")


def readable_code(groups: int = 4, size: int = 4) -> str:
    """A random code such as `7K3M-9QAX-2D0T-HV5N` (5 bits a letter; 16 letters hold 80 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for _ in range(groups))


def tidy_code(text: str, size: int = 4) -> str:
    """A code as a person typed it (any case, spaces, dashes, look-alike letters) in its stored form."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(_CONFUSED)
    return "-".join(letters[i : i + size] for i in range(0, len(letters), size))
