"""Sentences for acts: each app registers its own, so that the log reads as language and not as codes.

An app above audit calls, in its `AppConfig.ready()`:

    register("cycle.opened", lambda entry, names: _("The vote was opened."), title=_("vote opened"))

A sentence is made when it is shown, in the reader's language, from `entry.data`, `entry.personal` (empty for
whoever may not see personal values) and `names`, which knows the actor and every account id that stands in
`data` under `user` or `users`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ortaq.audit.models import Entry


class Names(dict[int, str]):
    """Names by account id; whoever is not named here is told of in general words."""

    def __missing__(self, key: int | None) -> str:
        return _("the platform") if key is None else _("a registered person")


class Personal(dict[str, Any]):
    """An entry's personal values; one that is erased or may not be seen reads as a mark."""

    def __missing__(self, key: str) -> str:
        return _("[not shown]")


Sentence = Callable[[Entry, Names], str]


@dataclass(frozen=True)
class Presenter:
    """How acts of one verb are told.

    Args:
        sentence: makes the text.
        title: the verb in two or three words, for filters.
        public: whether anyone may read who did what to what; otherwise the public log does not show the act, nor
            that there was one.
        by_day: of these acts only the day may be known (`audit.verbs.record_by_day`): a ballot cast.
    """

    sentence: Sentence
    title: str | Promise
    public: bool = True
    by_day: bool = False


_presenters: dict[str, Presenter] = {}


def register(
    verb: str, sentence: Sentence, *, title: str | Promise = "", public: bool = True, by_day: bool = False
) -> None:
    """Say how acts of a verb are told; see the module and `Presenter`. What is told by day only is never public.

    Raises:
        ValueError: another sentence is registered for the verb.
    """
    if verb in _presenters and _presenters[verb].sentence is not sentence:
        raise ValueError(f"{verb} has a sentence already")
    _presenters[verb] = Presenter(sentence, title or verb, public and not by_day, by_day)


def presenter(verb: str) -> Presenter:
    """The registered presenter, or one that shows the verb's code to those who may see all."""
    return _presenters.get(verb) or Presenter(lambda entry, _names: entry.verb, verb, public=False)


def titles() -> list[tuple[str, str]]:
    """Registered verbs with their titles, in order of the titles."""
    return sorted(((verb, str(item.title)) for verb, item in _presenters.items()), key=lambda pair: pair[1].casefold())


def public_verbs() -> list[str]:
    """Verbs whose acts the public log shows; one that no app has registered is not among them."""
    return [verb for verb, item in _presenters.items() if item.public]


def by_day_verbs() -> list[str]:
    """Verbs of whose acts only the day may be known."""
    return [verb for verb, item in _presenters.items() if item.by_day]


def sentence(entry: Entry, names: Names) -> str:
    """What the entry tells. One written before its verb's data had today's form is told by its code."""
    try:
        return str(presenter(entry.verb).sentence(entry, names))
    except KeyError:
        return entry.verb


def _nobody(_ids: Iterable[int]) -> Mapping[int, str]:
    return {}


# Filled by identity. `names_of` gives every account's name and is asked only for viewers with `audit.view`;
# `public_names_of` gives the names of those who act in an office, for everyone. One query each.
names_of: Callable[[Iterable[int]], Mapping[int, str]] = _nobody
public_names_of: Callable[[Iterable[int]], Mapping[int, str]] = _nobody
