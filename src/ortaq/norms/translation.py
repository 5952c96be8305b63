from modeltranslation.translator import TranslationOptions, register

from ortaq.norms.models import Norm


@register(Norm)
class NormTranslation(TranslationOptions):
    fields = ("basis", "note")
