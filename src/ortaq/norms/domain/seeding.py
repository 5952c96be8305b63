"""The values shipped with the platform: `seed/norms.csv`, with the acts they come from in `seed/sources.csv`.

A shipped row begins on the earliest day its source vouches for: the edition that was read, the year the press
wrote of. What the evidence is worth stands beside each value.
"""

import csv
import datetime as dt
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ortaq.audit.verbs import record, verb
from ortaq.core.actors import Actor, require
from ortaq.norms.catalogue import parameter
from ortaq.norms.domain.verbs import write_texts
from ortaq.norms.errors import NormError
from ortaq.norms.models import Evidence, Norm
from ortaq.territories.models import Territory

ROOT = "KZ"
LANGUAGES = ("kk", "ru", "en")

# How a place in an act is cited: one article or point, or several.
_CITED = {
    ("article", False): {"kk": "{0}-бап", "ru": "ст. {0}", "en": "art. {0}"},
    ("article", True): {"kk": "{0}-баптар", "ru": "ст. {0}", "en": "art. {0}"},
    ("point", False): {"kk": "{0}-тармақ", "ru": "п. {0}", "en": "point {0}"},
}
_PART = {"kk": ", {0}-тармақ", "ru": ", п. {0}", "en": "({0})"}


@dataclass(frozen=True)
class Shipped:
    """One line of `seed/norms.csv` with its act's name in each language."""

    code: str
    territory: str
    valid_from: dt.date
    valid_to: dt.date | None
    value: Any
    evidence: str
    basis: dict[str, str]
    source_url: str
    note: dict[str, str]


@dataclass(frozen=True)
class Seeded:
    """What seeding did: rows added, rows that were there, rows left out because somebody edited the parameter
    there, and codes of territories that are not in the tree."""

    added: int
    present: int
    kept: int
    absent: tuple[str, ...]


def cite(unit: str, place: str, language: str) -> str:
    """A place in an act, as the language cites it: `39-3(8)` is «39-3-бап, 8-тармақ» in Kazakh."""
    if not place:
        return ""
    whole = re.fullmatch(r"([^()]+)\((\d+)\)", place)
    if whole:
        return _CITED[unit, False][language].format(whole[1]) + _PART[language].format(whole[2])
    several = "," in place or re.fullmatch(r"\d{2,3}-\d{2,3}", place) is not None
    return _CITED[unit, several][language].format(place)


def shipped() -> list[Shipped]:
    """All rows of the seed, checked against the catalogue.

    Raises:
        NormError: a row's value is not of its parameter's type.
    """
    sources = {row["key"]: row for row in _table("sources.csv")}
    rows = []
    for row in _table("norms.csv"):
        source = sources[row["source"]]
        rows.append(
            Shipped(
                code=row["code"],
                territory=row["territory"],
                valid_from=dt.date.fromisoformat(row["valid_from"]),
                valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                value=parameter(row["code"]).check(json.loads(row["value"])),
                evidence=Evidence(row["evidence"]),
                basis={
                    language: ", ".join(
                        part for part in (source[language], cite(source["unit"], row["place"], language)) if part
                    )
                    for language in LANGUAGES
                },
                source_url=source["url"],
                note={language: row[f"note_{language}"] for language in LANGUAGES},
            )
        )
    return rows


@verb
def seed_norms(*, by: Actor) -> Seeded:
    """Add the shipped values that are not there yet. Where anybody has set or ended a value of a parameter in a
    territory, nothing of it is touched there: their word is newer than ours.

    Raises:
        NotAllowed: the actor does not hold `norms.edit` for the whole country.
        NormError: the country is not in the tree.
    """
    root = Territory.objects.select_for_update().filter(code=ROOT).first()
    if root is None:
        raise NormError("no_root")
    require(by, "norms.edit", root)
    rows = shipped()
    places = {place.code: place for place in Territory.objects.filter(code__in={row.territory for row in rows})}
    there: dict[tuple[str, int], list[Norm]] = defaultdict(list)
    for norm in Norm.objects.filter(territory__in=places.values()):
        there[norm.code, norm.territory_id].append(norm)
    new, closed, present, kept = [], [], 0, 0
    for row in rows:
        if row.territory not in places:
            continue
        place = places[row.territory]
        standing = {norm.valid_from: norm for norm in there[row.code, place.pk]}
        if any(not norm.seeded for norm in standing.values()):
            kept += 1
        elif row.valid_from in standing:
            present += 1
            if standing[row.valid_from].valid_to != row.valid_to:
                # A newer release knows what followed.
                standing[row.valid_from].valid_to = row.valid_to
                closed.append(standing[row.valid_from])
        else:
            norm = Norm(
                code=row.code, territory=place, value=row.value, valid_from=row.valid_from, valid_to=row.valid_to,
                evidence=row.evidence, source_url=row.source_url, seeded=True,
            )  # fmt: skip
            write_texts(norm, basis=row.basis, note=row.note)
            new.append(norm)
    Norm.objects.bulk_update(closed, ["valid_to"])
    Norm.objects.bulk_create(new)
    if new or closed:
        digest = sha256(_read("norms.csv").encode()).hexdigest()
        record("norms.seeded", root, by=by, data={"added": len(new), "closed": len(closed), "sha256": digest})
    absent = sorted({row.territory for row in rows} - set(places))
    return Seeded(added=len(new), present=present, kept=kept, absent=tuple(absent))


def _read(name: str) -> str:
    return files("ortaq.norms").joinpath("seed", name).read_text(encoding="utf-8")


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_read(name).splitlines()))
