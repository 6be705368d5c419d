from django.urls import path

from goodstanding.verification import api
from goodstanding.verification.views import checking, keys, subscriptions

app_name = "verification"
urlpatterns = [
    path("api/v1/check", api.check, name="api-check"),
    path("office/verification/", checking.check, name="check"),
    path("office/verification/saved/", subscriptions.listed, name="subscriptions"),
    path("office/verification/saved/<int:pk>/", subscriptions.one, name="subscription"),
    path("office/verification/saved/<int:pk>/end/", subscriptions.end, name="end-subscription"),
    path(
        "office/verification/saved/<int:pk>/deliveries/<int:delivery>/again/",
        subscriptions.send_again, name="send-again",
    ),
    path("office/keys/", keys.listed, name="keys"),
    path("office/keys/<int:pk>/revoke/", keys.revoke, name="revoke-key"),
    path("office/verification/lists/<str:number>/", checking.listed, name="list"),
    path(
        "office/verification/lists/<str:number>/summary.jwt", checking.summary_token, name="summary"
    ),
    path("office/verification/lists/<str:number>/answer.xlsx", checking.workbook, name="workbook"),
]  # fmt: skip
