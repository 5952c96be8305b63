from modeltranslation.translator import TranslationOptions, register

from ortaq.territories.models import Territory, TerritoryState


@register(Territory)
class TerritoryTranslation(TranslationOptions):
    fields = ("name", "sort_key")


@register(TerritoryState)
class TerritoryStateTranslation(TranslationOptions):
    fields = ("name",)
