from django.urls import path

from goodstanding.verification import views

app_name = "verification"
urlpatterns = [path("office/verification/", views.check, name="check")]
