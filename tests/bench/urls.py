"""The addresses of the site and those of the floors."""

from django.urls import include, path

from tests.bench import floors

urlpatterns = [
    path("bench/process/", floors.process),
    path("bench/floor/<int:pk>/", floors.floor),
    path("bench/plain/<int:pk>/", floors.plain),
    path("bench/cold/<int:pk>/", floors.cold),
    path("", include("boardsite.urls")),
]
