"""What app.py hands to the server: the routes beside Streamlit and what happens at start."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.routing import Route

from geo.model.errors import GovernanceError
from pages.parts import handout, wiring
from pages.parts.door import stir
from pages.parts.door.routes import build_routes
from pages.parts.settings import DIST, START_CODE

log = logging.getLogger("ogm.entrance")


def routes() -> list[Route]:
    """Return every route of ours; what computes is imported when it is first asked."""
    from pages.parts import saved, scene  # noqa: PLC0415 - half a second of imports that the sign-in page does not need
    from pages.parts.planning import table  # noqa: PLC0415 - as above
    from pages.parts.planning.routes import plan_routes  # noqa: PLC0415

    made = build_routes(
        signins=wiring.signins(),
        blobs=wiring.blobs(),
        places=wiring.sign_in_places,
        real_data=wiring.real_data,
        manifest_json=scene.manifest_json,
        place_json=scene.place_json,
        find_json=scene.find_json,
        figure_json=scene.figure_json,
        wall_json=saved.wall_json,
        reach=scene.reach,
        lib_folder=DIST / "lib",
        start_code=START_CODE,
    )
    planning = plan_routes(state=table.state, look=table.look, act=table.act)
    return [*handout.routes(), *planning, *made]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, object]]:
    """Warm the caches while nobody waits; never keep the door shut for it."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield {}


def _warm() -> None:
    from pages.parts import scene  # noqa: PLC0415 - heavy imports belong into the thread
    from pages.parts.planning import dates  # noqa: PLC0415

    try:
        for done, _ in enumerate(scene.warm()):
            if not done:
                _settle()  # what the first role's map rests on is most of it
            stir.wait_idle()
        _settle()
    except GovernanceError as error:
        log.warning("not warmed: %s", error)
    except Exception:  # the page says what is wrong when somebody opens it
        log.exception("warming failed")
    dates.watch()


def _settle() -> None:
    """Take what is warm out of the collector's sight: the framework walks every object after every script run.

    With a district in memory that walk took 150 ms of each click; what is warm stays until the process ends anyway.
    """
    gc.collect()
    gc.freeze()
