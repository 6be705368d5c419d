from django.urls import path

from goodstanding.office.views import (
    correcting,
    home,
    items,
    matching,
    merges,
    my_file,
    organisations,
    quarantine,
    submissions,
    submitting,
)

app_name = "office"
urlpatterns = [
    path("my/", my_file.my_file, name="my_file"),
    path("", home.home, name="home"),
    path("agencies/", home.agencies, name="agencies"),
    path("submit/", submitting.submit, name="submit"),
    path("submissions/", submissions.listed, name="submissions"),
    path("submissions/<str:number>/", submissions.submission, name="submission"),
    path("submissions/<str:number>/findings.xlsx", submissions.workbook, name="workbook"),
    path("submissions/<str:number>/findings.csv", submissions.findings_file, name="findings_file"),
    path("submissions/<str:number>/discard/", correcting.discard, name="discard"),
    path("submissions/<str:number>/resend/", correcting.resend, name="resend"),
    path("submissions/<str:number>/rows/<int:row>/", correcting.row, name="row"),
    path(
        "submissions/<str:number>/rows/<int:row>/same/<int:rule>/",
        correcting.same_fault,
        name="same_fault",
    ),
    path("quarantine/", quarantine.listed, name="quarantine"),
    path("items/", items.items, name="items"),
    path("items/<str:code>/", items.item, name="item"),
    path("items/<str:code>/template.xlsx", items.template, name="template"),
    path("items/<str:code>/entry/", items.entry, name="entry"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<str:uscc>/", organisations.file, name="credit_file"),
    path("organisations/<str:uscc>/split/", merges.split, name="split"),
    path("matching/merges/", merges.merges, name="merges"),
    path("matching/merges/<int:number>/", merges.merge, name="merge"),
    path("matching/merges/<str:source>/<str:target>/", merges.merge_new, name="merge_new"),
    path("matching/", matching.queue, name="matching"),
    path("matching/<int:number>/", matching.proposal, name="proposal"),
    path("matching/judgements/<int:number>/", matching.judgement, name="judgement"),
    path("matching/judgements/<int:number>/undo/", matching.undo, name="undo"),
]
