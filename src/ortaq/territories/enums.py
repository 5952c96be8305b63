from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    REPUBLICAN_CITY = "republican_city", _("city of republican significance")
    DISTRICT = "district", _("district")
    CITY_AKIMAT = "city_akimat", _("city with its rural territory")
    CITY = "city", _("city")
    CITY_DISTRICT = "city_district", _("city district")
    SETTLEMENT = "settlement", _("settlement")
    RURAL_DISTRICT = "rural_district", _("rural district")
    VILLAGE = "village", _("village")
    LOCALITY = "locality", _("small locality")
