from __future__ import annotations

from django.urls import path

from goodstanding.web import views

app_name = "web"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<str:shell>/", views.gallery, name="gallery-shell"),
]
