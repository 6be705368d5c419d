"""What the web server calls. Start it with `goodstanding serve`, which prepares the node first."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# Late: nothing of an app can be imported before Django is ready.
from goodstanding.disclosure.services import clock  # noqa: E402

clock.follow(
    settings.ENVIRONMENT
)  # a fixed clock of a test or a demonstration holds for the public, too
