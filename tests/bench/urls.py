"""The addresses of the site and those of the floors.

They name their project as those of the site do, so that it comes in one message with the reader.
"""

from django.urls import include, path

from tests.bench import floors

urlpatterns = [
    path("bench/process/", floors.process),
    path("projects/<int:pk>/bench/floor/", floors.floor),
    path("projects/<int:pk>/bench/plain/", floors.plain),
    path("projects/<int:pk>/bench/cold/", floors.cold),
    path("", include("boardsite.urls")),
]
