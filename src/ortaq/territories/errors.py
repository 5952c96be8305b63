"""What the tree refuses."""

from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError


class TerritoryError(DomainError):
    """An act on the tree that cannot be."""

    messages = {
        "code_taken": _("The code %(given)s already belongs to %(name)s. Give another code, or change that place."),
        "code_shape": _("“%(given)s” is not a code of a place: use up to 12 Latin letters and digits."),
        "no_name": _("A place needs a name in at least one language. Write it in Kazakh, Russian or English."),
        "name_long": _("A name has at most 200 characters; this one has %(length)s. Shorten it."),
        "name_letters": _("The name “%(name)s” holds a character that no place name has: %(character)s. Remove it."),
        "before_beginning": _("%(name)s begins on %(begins)s, so nothing can change there earlier. Give a later day."),
        "already_ended": _("%(name)s ended on %(ended)s. Choose a day before that, or the place that followed it."),
        "later_change": _("%(name)s already has a change on %(later)s or after. Choose a later day."),
        "has_parts": _(
            "%(name)s still has %(count)s parts on that day. Move them to another place first, then end this one."
        ),
        "same_day": _("%(name)s already has a change on %(day)s. Correct that one, or choose another day."),
        "own_parent": _("A place cannot be a part of itself or of something that lies in it. Choose another place."),
        "parent_ended": _("%(name)s does not exist on that day. Choose the place that followed it."),
        "same_place": _("A place cannot follow itself. Choose two different places."),
        "nothing_changed": _("Nothing differs from what is stored. Change something, or leave the page."),
        "population_date": _("A number of people needs the day it was counted, and that day cannot be in the future."),
        "population_source": _("A number of people needs its source, for example “Bureau of National Statistics”."),
        "population_value": _("%(value)s people cannot be right. Check the number."),
        "import_running": _("A list of territories is being imported just now. Try again in a minute."),
        "outline_shape": _(
            "The outline is not a closed area: %(reason)s. Correct it in the map program and try again."
        ),
    }


class FileError(DomainError):
    """A file that cannot be read as what it should be; nothing of it was taken."""

    messages = {
        "missing": _("There is no file “%(name)s”. Check the path."),
        "unreadable": _("The file “%(name)s” cannot be opened: %(reason)s."),
        "too_large": _("The file has %(size)s MB; at most %(limit)s MB are read. Check that it is the right file."),
        "empty": _("The file is empty. Check that it was saved or downloaded to its end."),
        "encoding": _("Line %(line)s is not UTF-8 text. Save the file as “CSV UTF-8” and try again."),
        "zero_byte": _("Line %(line)s holds zero bytes: this is not a text table. Save it as “CSV UTF-8”."),
        "columns": _(
            "Line 1 does not name the columns %(missing)s. "
            "It must be a KATO table: code, name_ru, parent_code (see docs/howto/import-territories.md)."
        ),
        "csv": _("Line %(line)s cannot be read as a table row: %(reason)s."),
        "no_rows": _("The file has a heading and no rows: it may be cut off. Nothing was changed."),
        "bad_rows": _("%(count)s rows are wrong, so nothing was changed. Correct them and run it again."),
        "json": _("Line %(line)s, column %(column)s: this is not JSON: %(reason)s. The file may be cut off."),
        "geojson": _("This is JSON but not a GeoJSON FeatureCollection. Export the outlines as GeoJSON."),
        "nothing_joined": _("None of the outlines could be joined to a territory, so nothing was changed."),
        "date": _("“%(text)s” is not a day. Write it as 2022-10-17."),
    }
