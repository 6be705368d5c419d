from django.urls import path

from goodstanding.listings.views import case, extensions, own, own_extension, proposing

app_name = "listings"
urlpatterns = [
    path("my/listings/", own.my_listings, name="my_listings"),
    path("my/listings/<slug:number>/", own.my_listing, name="mine"),
    path("my/listings/<slug:number>/receive/", own.receive, name="receive"),
    path("my/listings/<slug:number>/respond/", own.respond, name="respond"),
    path(
        "my/listings/<slug:number>/extension/receive/",
        own_extension.receive,
        name="receive_extension",
    ),
    path(
        "my/listings/<slug:number>/extension/respond/",
        own_extension.respond,
        name="respond_extension",
    ),
    path("office/listings/", proposing.listings, name="listings"),
    path("office/listings/new/", proposing.start, name="start"),
    path("office/listings/new/<slug:kind>/<slug:uscc>/", proposing.propose, name="propose"),
    path("office/listings/<slug:number>/", case.case, name="case"),
    path("office/listings/<slug:number>/notice/", case.send_notice, name="send_notice"),
    path("office/listings/<slug:number>/served/", case.serve_notice, name="serve_notice"),
    path("office/listings/<slug:number>/heard/", case.conclude, name="conclude"),
    path("office/listings/<slug:number>/review/", case.review, name="review"),
    path("office/listings/<slug:number>/consent/", case.consent, name="consent"),
    path("office/listings/<slug:number>/comments/", case.ask_comments, name="ask_comments"),
    path("office/listings/<slug:number>/decide/", case.decide, name="decide"),
    path("office/listings/<slug:number>/decision/", case.send_decision, name="send_decision"),
    path("office/listings/<slug:number>/told/", case.serve_decision, name="serve_decision"),
    path("office/listings/<slug:number>/publish/", case.publish, name="publish"),
    path("office/listings/<slug:number>/remove/", case.remove, name="remove"),
    path("office/listings/<slug:number>/extend/", case.propose_extension, name="propose_extension"),
    path(
        "office/listings/<slug:number>/extension/served/", extensions.serve, name="serve_extension"
    ),
    path(
        "office/listings/<slug:number>/extension/decide/",
        extensions.decide,
        name="decide_extension",
    ),
    path(
        "office/listings/<slug:number>/extension/decision/",
        extensions.send_decision,
        name="send_extension",
    ),
    path(
        "office/listings/<slug:number>/extension/told/",
        extensions.complete,
        name="complete_extension",
    ),
    path("office/listings/<slug:number>/extension/drop/", extensions.drop, name="drop_extension"),
]
