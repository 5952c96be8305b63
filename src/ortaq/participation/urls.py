"""Addresses of votes: public pages of a place, the voter's way, and the Desk."""

from django.urls import path

from ortaq.participation.views import (
    acts,
    ballot,
    cycles,
    desk_cycles,
    downloads,
    imports,
    projects,
    receipt,
    results,
    roll,
    wizard,
)

app_name = "participation"

VOTE = "places/<slug:code>/vote/<slug:slug>/"
CYCLE = "desk/cycles/<int:cycle_id>/"

public = [
    path("places/<slug:code>/vote/", cycles.place_vote, name="place_vote"),
    path(VOTE, cycles.cycle, name="cycle"),
    path(f"{VOTE}frozen/", cycles.frozen, name="frozen"),
    path(f"{VOTE}frozen.txt", cycles.frozen_text, name="frozen_text"),
    path(f"{VOTE}projects/<int:number>/", projects.project, name="project"),
]

desk = [
    path("desk/cycles/", desk_cycles.desk_cycles, name="desk_cycles"),
    path("desk/cycles.csv", desk_cycles.desk_cycles_csv, name="desk_cycles_csv"),
    path("desk/cycles/new/", desk_cycles.cycle_new, name="cycle_new"),
    path(CYCLE, desk_cycles.cycle_desk, name="cycle_desk"),
    path(f"{CYCLE}clone/", desk_cycles.cycle_clone, name="cycle_clone"),
    path(f"{CYCLE}delete/", desk_cycles.cycle_delete, name="cycle_delete"),
    path(f"{CYCLE}preview/", desk_cycles.cycle_preview, name="cycle_preview"),
    path(f"{CYCLE}preview/ballot/", desk_cycles.ballot_preview, name="ballot_preview"),
]

steps = [
    path(f"{CYCLE}basics/", wizard.basics, name="cycle_basics"),
    path(f"{CYCLE}money/", wizard.money, name="cycle_money"),
    path(f"{CYCLE}money/categories/", wizard.categories, name="cycle_categories"),
    path(f"{CYCLE}projects/", projects.listed, name="cycle_projects"),
    path(f"{CYCLE}projects/new/", projects.new, name="project_new"),
    path(f"{CYCLE}projects/order/", projects.order, name="project_order"),
    path(f"{CYCLE}projects/table/", projects.table, name="project_table"),
    path(f"{CYCLE}projects/table.csv", projects.template, name="project_template"),
    path(f"{CYCLE}projects/<int:number>/", projects.edit, name="project_edit"),
    path(f"{CYCLE}projects/<int:number>/remove/", projects.remove, name="project_remove"),
    path(f"{CYCLE}ballot/", wizard.ballot, name="cycle_ballot"),
    path(f"{CYCLE}rule/", wizard.rule, name="cycle_rule"),
    path(f"{CYCLE}calendar/", wizard.dates, name="cycle_calendar"),
    path(f"{CYCLE}check/", wizard.check_and_open, name="cycle_check"),
]

voter = [
    path(f"{VOTE}ballot/", ballot.ballot, name="ballot"),
    path(f"{VOTE}ballot/confirm/", ballot.confirm, name="ballot_confirm"),
    path(f"{VOTE}receipt/", receipt.receipt, name="receipt"),
    path(f"{VOTE}receipt/text/", receipt.receipt_text, name="receipt_text"),
    path(f"{VOTE}check/", receipt.check, name="receipt_check"),
]

outcome = [
    path(f"{VOTE}result/", results.result, name="result"),
    path(f"{VOTE}acts/", results.acts_public, name="acts_public"),
    path(f"{VOTE}result/<str:name>", downloads.result_download, name="result_download"),
    path(f"{CYCLE}count/", acts.count, name="count"),
    path(f"{CYCLE}close-demo/", acts.close_demo, name="close_demo"),
    path(f"{CYCLE}acts/", acts.acts, name="acts"),
    path(f"{CYCLE}acts/new/<slug:kind>/", acts.act_new, name="act_new"),
    path(f"{CYCLE}acts/<int:act_id>/", acts.act, name="act"),
]

archives = [
    path("desk/archives/", imports.archives, name="archives"),
    path("desk/archives/new/", imports.archive_new, name="archive_new"),
    path("desk/archives/<int:run_id>/", imports.archive_run, name="archive_run"),
]

electoral_roll = [
    path("desk/cycles/<int:pk>/roll/", roll.roll, name="roll"),
    path("desk/cycles/<int:pk>/roll/add/", roll.add, name="roll_add"),
    path("desk/cycles/<int:pk>/roll/list/", roll.bring_list, name="roll_list"),
    path("desk/cycles/<int:pk>/roll/export/", roll.export, name="roll_export"),
    path("desk/cycles/<int:pk>/roll/<int:entry>/remove/", roll.remove, name="roll_remove"),
]

urlpatterns = [*public, *desk, *steps, *voter, *outcome, *archives, *electoral_roll]
