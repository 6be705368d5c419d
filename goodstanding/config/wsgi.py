"""What the web server calls. Start it with `goodstanding serve`, which prepares the node first."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from goodstanding.standards import pinyin

application = get_wsgi_application()
pinyin.load()  # before a process answers: nobody who searches waits for it
