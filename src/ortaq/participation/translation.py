from modeltranslation.translator import TranslationOptions, register

from ortaq.participation.models import Category, Cycle, Pot, Project


@register(Cycle)
class CycleTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Pot)
class PotTranslation(TranslationOptions):
    fields = ("name",)


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "text", "place", "photo_alt")
