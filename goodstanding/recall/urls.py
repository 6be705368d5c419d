from django.urls import path

from goodstanding.recall import views

app_name = "recall"
urlpatterns = [
    path("received/", views.received, name="received"),
    path("received/<int:recall_id>/", views.recall, name="recall"),
    path("office/recalls/", views.overview, name="overview"),
    path("my/copies/", views.copies, name="copies"),
]
