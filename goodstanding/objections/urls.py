from django.urls import path

from goodstanding.objections.views import case, filing

app_name = "objections"
urlpatterns = [
    path("my/objections/", filing.my_objections, name="my_objections"),
    path("my/objections/<slug:number>/", filing.my_objection, name="mine"),
    path("my/objections/<slug:number>/withdraw/", filing.withdraw, name="withdraw"),
    path("my/objections/<slug:number>/again/", filing.ask_again, name="ask_again"),
    path("objections/new/<slug:uscc>/<slug:item>/<uuid:fact>/", filing.file_objection, name="file"),
    path("office/objections/", case.objections, name="objections"),
    path("office/objections/<slug:number>/", case.objection_case, name="case"),
    path("office/objections/<slug:number>/look-into/", case.look_into, name="look_into"),
    path("office/objections/<slug:number>/forward/", case.forward, name="forward"),
    path("office/objections/<slug:number>/propose/", case.propose, name="propose"),
    path("office/objections/<slug:number>/decide/", case.decide, name="decide"),
    path("office/objections/<slug:number>/give-back/", case.give_back, name="give_back"),
    path("office/objections/<slug:number>/decide-again/", case.decide_again, name="decide_again"),
]
