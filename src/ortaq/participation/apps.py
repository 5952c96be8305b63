from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "ortaq.participation"
    label = "participation"

    def ready(self) -> None:
        from ortaq.participation import (
            act_rooms,
            act_texts,
            cycle_texts,
            roll_texts,
            rooms,
            rules,  # noqa: F401 -- registers the permissions once models are loaded
        )
        from ortaq.participation.domain import releasing
        from ortaq.participation.exports import files_of

        if files_of not in releasing.makers:
            releasing.makers.append(files_of)
        act_rooms.register()
        act_texts.register()
        cycle_texts.register()
        roll_texts.register()
        rooms.register()
