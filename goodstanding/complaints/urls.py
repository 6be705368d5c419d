from django.urls import path

from goodstanding.complaints.views import case, filing

app_name = "complaints"
urlpatterns = [
    path("complaints/", filing.complain, name="complain"),
    path("complaints/progress/", filing.progress, name="progress"),
    path("office/complaints/", case.complaints, name="complaints"),
    path("office/complaints/<slug:number>/", case.complaint_case, name="case"),
    path("office/complaints/<slug:number>/accept/", case.accept, name="accept"),
    path("office/complaints/<slug:number>/decline/", case.decline, name="decline"),
    path("office/complaints/<slug:number>/forward/", case.forward, name="forward"),
    path("office/complaints/<slug:number>/answer/", case.answer, name="answer"),
]
