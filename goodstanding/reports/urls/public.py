"""What anybody may ask: verify a document, a public report, keys and lists of certificates."""

from django.urls import path

from goodstanding.reports.views import verifying

app_name = "documents"
urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
    path("report/<str:uscc>/", verifying.report, name="report"),
    path("report/<str:uscc>/content.json", verifying.report_json, name="report_json"),
    path("report/<str:uscc>/issue/", verifying.issue_report, name="issue"),
    path("report/file/<str:code>.pdf", verifying.file, name="file"),
    path("certificates/keys.json", verifying.keys, name="keys"),
    path("certificates/status/<int:number>", verifying.status_list, name="status_list"),
]
