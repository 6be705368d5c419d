"""For who is signed in: special reports, certificates, authorisations."""

from django.urls import path

from goodstanding.reports.views import asking, authorising

app_name = "reports"
urlpatterns = [
    path("my/documents/", asking.mine, name="mine"),
    path("documents/new/special/<slug:uscc>/", asking.special, name="special"),
    path("documents/new/certificate/<slug:uscc>/", asking.certificate, name="certificate"),
    path("documents/<slug:number>/", asking.document, name="document"),
    path("documents/<slug:number>/file.pdf", asking.file, name="file"),
    path("documents/<slug:number>/credential.jwt", asking.token, name="token"),
    path("my/authorisations/", authorising.mine, name="authorisations"),
    path("my/authorisations/new/", authorising.authorise, name="authorise"),
    path("my/authorisations/<int:number>/end/", authorising.end, name="end_authorisation"),
    path("authorised/", authorising.authorised, name="authorised"),
]
