from django.urls import path

from goodstanding.commitments.views import case, making

app_name = "commitments"
urlpatterns = [
    path("my/commitments/", making.my_commitments, name="my_commitments"),
    path("my/commitments/<slug:number>/", making.my_commitment, name="mine"),
    path("my/commitments/<slug:number>/withdraw/", making.withdraw, name="withdraw"),
    path("my/commitments/<slug:number>/answer/", making.answer, name="answer"),
    path("commitments/new/<slug:uscc>/", making.make, name="make"),
    path("office/commitments/", case.commitments, name="commitments"),
    path("office/commitments/<slug:number>/", case.commitment_case, name="case"),
    path("office/commitments/<slug:number>/accept/", case.accept, name="accept"),
    path("office/commitments/<slug:number>/decline/", case.decline, name="decline"),
    path("office/commitments/<slug:number>/find/", case.find, name="find"),
    path("office/commitments/<slug:number>/decide/", case.decide, name="decide"),
    path("office/commitments/<slug:number>/give-back/", case.give_back, name="give_back"),
]
