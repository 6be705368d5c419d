from django.urls import path

from goodstanding.measures.views import counter, feedback

app_name = "measures"
urlpatterns = [
    path("my/measures/", feedback.my_measures, name="my_measures"),
    path("office/measures/", feedback.measures, name="measures"),
    path("office/measures/bodies/", feedback.bodies, name="bodies"),
    path("office/measures/<int:number>/", feedback.measure, name="measure"),
    path("office/measures/<int:number>/confirm/", feedback.confirm, name="confirm"),
    path("office/measures/<int:number>/done/", feedback.carry_out, name="carry_out"),
    path("office/measures/<int:number>/refuse/", feedback.refuse, name="refuse"),
    path("office/measures/<int:number>/undone/", feedback.undo, name="undo"),
    path("office/counter/", counter.counter, name="counter"),
]
