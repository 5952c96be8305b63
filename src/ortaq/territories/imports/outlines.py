"""Outlines from a GeoJSON file, joined to territories by code, or by name inside their region."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ortaq.core.text import fold
from ortaq.territories.domain.outlines import Shape
from ortaq.territories.domain.records import Problem
from ortaq.territories.enums import Kind
from ortaq.territories.errors import FileError, TerritoryError
from ortaq.territories.geometry import polygons_of
from ortaq.territories.imports.table import read_bytes, read_text
from ortaq.territories.models import Territory
from ortaq.territories.names import distinct_part

CODES = ("kato", "code", "kato_code")
NAMES = ("name_kk", "name_ru", "name_en", "name", "shapeName")
REGIONS = ("region_kato", "region_kato_2022", "region_code")
# Kinds whose outlines are drawn; a village of the same name is not what a file of districts means.
DISTRICTS = (Kind.DISTRICT, Kind.CITY_DISTRICT)
CITIES = (Kind.REPUBLICAN_CITY, Kind.CITY_AKIMAT)
DRAWN = (Kind.COUNTRY, Kind.REGION, *DISTRICTS, *CITIES)
# Endings of names that tell the kind in one file or another.
_ABBREVIATIONS = re.compile(r"(\s(Қ\.Ә|қ|C\.A)\.|^г\.)", re.IGNORECASE)


@dataclass
class Outlines:
    """A file read.

    Attributes:
        shapes: with the territory each belongs to.
        unjoined: features for which no territory was found; the others can be taken.
        problems: features that are no outlines; nothing can be taken.
    """

    name: str
    sha256: str
    shapes: list[Shape] = field(default_factory=list)
    unjoined: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_outlines(path: Path) -> Outlines:
    """Read a GeoJSON FeatureCollection. `Problem.line` is the number of the feature.

    Raises:
        FileError: the file is not one.
    """
    content = read_bytes(path)
    features = _features(read_text(content))
    found = Outlines(name=path.name, sha256=hashlib.sha256(content).hexdigest())
    index = _Index()
    first: dict[int, int] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            found.problems.append(Problem(number, "feature", _("it is not a feature with properties")))
            continue
        try:
            polygons_of(feature.get("geometry"))
        except TerritoryError as error:
            found.problems.append(Problem(number, "geometry", error.message))
            continue
        territory_id, reason = index.find(properties)
        if territory_id is None:
            found.unjoined.append(Problem(number, _label(properties), reason))
        elif territory_id in first:
            text = _("the territory has an outline already in feature %(number)s")
            problem = Problem(number, _label(properties), text % {"number": first[territory_id]})
            # Two outlines under one code contradict each other; two like names may well be two places.
            (found.problems if _code(properties) else found.unjoined).append(problem)
        else:
            first[territory_id] = number
            found.shapes.append(Shape(territory_id, feature["geometry"]))
    return found


def _features(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileError("json", line=error.lineno, column=error.colno, reason=error.msg) from None
    except RecursionError:
        raise FileError("geojson") from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise FileError("geojson")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise FileError("geojson")
    return features


def _code(properties: dict[str, Any]) -> str:
    return next((str(properties[key]).strip() for key in CODES if properties.get(key)), "")


def _kinds(name: str) -> tuple[str, ...]:
    """The kinds that a name can mean: a district and the city beside it often share it."""
    words = set(name.casefold().replace(".", " ").split())
    if words & {"ауданы", "район", "district"}:
        return DISTRICTS
    if words & {"қаласы", "қалалық", "қ", "ә", "город", "г", "городская", "city", "c", "akimat"}:
        return CITIES
    return DRAWN


def _label(properties: dict[str, Any]) -> str:
    values = [properties.get(key) for key in (*CODES, *NAMES)]
    return " ".join(str(value)[:40] for value in values if value)[:120] or "?"


class _Index:
    """Territories by code, and by folded name inside each territory above them."""

    def __init__(self) -> None:
        self.by_code: dict[str, int] = {}
        self.by_name: dict[tuple[int | None, str], set[tuple[int, str]]] = {}
        columns = ("id", "code", "kind", "path", "name_kk", "name_ru", "name_en")
        for pk, code, kind, path, *names in Territory.objects.filter(active=True).order_by().values_list(*columns):
            self.by_code[code] = pk
            if kind not in DRAWN:
                continue
            above: list[int | None] = [int(part) for part in path.strip("/").split("/")[:-1]]
            for name in {fold(distinct_part(name)) for name in names if name}:
                for each in [None, *above]:
                    self.by_name.setdefault((each, name), set()).add((pk, kind))

    def find(self, properties: dict[str, Any]) -> tuple[int | None, str]:
        """The territory that a feature means, or why none is found."""
        code = _code(properties)
        if code:
            return self.by_code.get(code), _("there is no territory with the code %s") % code[:40]
        region = next((str(properties[key]) for key in REGIONS if properties.get(key)), None)
        within = self.by_code.get(region) if region else None
        if region and within is None:
            return None, _("there is no territory with the code %s") % region[:40]
        names = [str(properties[key]) for key in NAMES if properties.get(key)]
        if not names:
            return None, _("it has neither a code nor a name")
        found = {
            pk
            for name in names
            for pk, kind in self.by_name.get((within, fold(distinct_part(_ABBREVIATIONS.sub(" ", name)))), ())
            if kind in _kinds(name)
        }
        if len(found) == 1:
            return found.pop(), ""
        return None, _("several territories have this name") if found else _("no territory has this name")
