from django.urls import path

from goodstanding.casework import views

app_name = "casework"
urlpatterns = [
    path("office/cases/", views.work_list, name="work_list"),
    path("office/clocks/", views.overview, name="overview"),
    path("cases/<slug:number>/", views.case, name="case"),
    path("cases/<slug:number>/take/", views.take, name="take"),
    path("cases/<slug:number>/letter/", views.letter, name="letter"),
    path("cases/<slug:number>/documents/", views.add_document, name="add_document"),
    path("cases/<slug:number>/documents/<int:document_id>/", views.document, name="document"),
    path("cases/<slug:number>/clocks/<int:clock_id>/suspend/", views.suspend, name="suspend"),
    path("cases/<slug:number>/clocks/<int:clock_id>/extend/", views.extend, name="extend"),
    path("cases/<slug:number>/clocks/<int:clock_id>/resume/", views.resume, name="resume"),
]
