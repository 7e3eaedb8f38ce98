"""The small district to load roads into, and the demo district behind the screens."""

from tests.pages.conftest import demo  # noqa: F401 - fixtures
from tests.readers.conftest import staged, store, world_file  # noqa: F401 - fixtures
