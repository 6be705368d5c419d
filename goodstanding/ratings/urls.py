from django.urls import path

from goodstanding.ratings.views import comparing, office, own

app_name = "ratings"
urlpatterns = [
    path("my/ratings/", own.my_ratings, name="my_ratings"),
    path("my/ratings/<slug:code>/", own.my_rating, name="mine"),
    path("my/ratings/<slug:code>/consent/", own.consent, name="consent"),
    path("my/ratings/<slug:code>/withdraw/", own.withdraw, name="withdraw"),
    path("office/ratings/", office.index, name="index"),
    path("office/ratings/models/<slug:code>/compare/", comparing.compare, name="compare"),
    path("office/ratings/<slug:uscc>/", office.organisation, name="organisation"),
    path("office/ratings/<slug:uscc>/<slug:code>/", office.rating, name="rating"),
]
