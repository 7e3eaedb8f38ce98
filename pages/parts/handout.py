"""The route a finished file is fetched by: only by who made it, with the session the door has checked."""

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.signin import SignIn
from geo.model.errors import GovernanceError
from pages.parts.door import answers
from pages.parts.door.session import SIGNIN_KEY

PATH = "/data/v1/export/"


def address(number: str) -> str:
    """Return where a file is fetched."""
    return f"{PATH}{number}"


def routes() -> list[Route]:
    """Return the route of finished files."""
    return [Route(PATH + "{number}", _file, methods=["GET"])]


async def _file(request: Request) -> Response:
    signin: SignIn = request.scope[SIGNIN_KEY]
    return await to_thread.run_sync(_answer, signin, request.path_params["number"])


def _answer(signin: SignIn, number: str) -> Response:
    from geo.render.write import EVERY  # noqa: PLC0415 - what draws is imported when it is first asked
    from pages.parts.save import open_file  # noqa: PLC0415

    try:
        made, body = open_file(signin.scope, number)
    except GovernanceError as error:
        return answers.problem(answers.status_of(error), error.message, error.remedy)
    except Exception as error:  # noqa: BLE001  the asker gets a sentence, the log gets the place
        answers.log_fault(error, PATH)
        return answers.problem(500, answers.BROKEN, answers.BROKEN_REMEDY)
    headers = {
        "Content-Disposition": f'attachment; filename="{number}.{EVERY[made.format].ending}"; '
        f"filename*=UTF-8''{quote(made.name)}",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=EVERY[made.format].media, headers=headers)
