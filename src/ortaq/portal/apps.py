from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ortaq.portal"
    label = "portal"

    def ready(self) -> None:
        from ortaq.portal import duties, home_place
        from ortaq.territories.doors import duties as desk
        from ortaq.ui.context import providers

        for provider in (home_place.provide, home_place.has_desk):
            if provider not in providers:
                providers.append(provider)
        desk.register("territories.names", duties.names_waiting)
