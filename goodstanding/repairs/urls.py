from django.urls import path

from goodstanding.repairs.views import case, ends, filing, revocations, rule_changes, rulings

app_name = "repairs"
urlpatterns = [
    path("my/repairs/", filing.my_repairs, name="my_repairs"),
    path("my/repairs/<slug:number>/", filing.my_repair, name="mine"),
    path("my/repairs/<slug:number>/withdraw/", filing.withdraw, name="withdraw"),
    path("repairs/of/<slug:uscc>/", filing.at_the_window, name="at_the_window"),
    path("repairs/new/<slug:uscc>/<slug:item>/<uuid:fact>/", filing.apply, name="apply"),
    path("office/repairs/", case.repairs, name="repairs"),
    path("repairs/rulings/new/<slug:uscc>/", rulings.file_ruling, name="file_ruling"),
    path("office/repairs/rules/", rule_changes.changes, name="rule_changes"),
    path("office/repairs/rules/propose/", rule_changes.propose, name="propose_change"),
    path("office/repairs/rules/<int:change_id>/decide/", rule_changes.decide, name="decide_change"),
    path("office/repairs/<slug:number>/", case.repair_case, name="case"),
    path("office/repairs/<slug:number>/found/", ends.find, name="find"),
    path("office/repairs/<slug:number>/ruling/propose/", rulings.propose, name="propose_ruling"),
    path("office/repairs/<slug:number>/ruling/decide/", rulings.decide, name="decide_ruling"),
    path(
        "office/repairs/<slug:number>/ruling/give-back/", rulings.give_back, name="give_back_ruling"
    ),
    path(
        "office/repairs/<slug:number>/revocation/",
        case.propose_revocation,
        name="propose_revocation",
    ),
    path("office/repairs/<slug:number>/revoke/", revocations.revoke, name="revoke"),
    path("office/repairs/<slug:number>/drop/", revocations.drop, name="drop_revocation"),
    path("my/repairs/<slug:number>/answer/", revocations.answer, name="answer_revocation"),
    path("office/repairs/<slug:number>/accept/", case.accept, name="accept"),
    path("office/repairs/<slug:number>/decline/", case.decline, name="decline"),
    path("office/repairs/<slug:number>/propose/", case.propose, name="propose"),
    path("office/repairs/<slug:number>/decide/", case.decide, name="decide"),
    path("office/repairs/<slug:number>/give-back/", case.give_back, name="give_back"),
]
