"""All settings of Boardsite, from the environment alone.

`variables` reads it; `site`, `stores` and `people` give Django, django-allauth and the rest what follows from that.
How a value is read and refused: `boardsite/environment.py`.
"""

from boardsite.settings.people import *
from boardsite.settings.site import *
from boardsite.settings.stores import *
from boardsite.settings.variables import *
