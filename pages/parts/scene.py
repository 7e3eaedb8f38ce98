"""What the map page shows for one asker: manifest, rail and search, computed once per data version."""

import json
from typing import Any

from geo.layers import registry_hash
from geo.metrics.rail import rail
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.render.maplibre import manifest
from pages.parts.wiring import Once, blobs, store

_manifests = Once(24)
_rails = Once(512)


def manifest_url(scope: Scope) -> str:
    """Bake and publish every layer the scope may see; returns the manifest's URL."""
    book = store()
    key = (book.version(), registry_hash(), scope.key)

    def make() -> str:
        def publish(layer: str, body: bytes, ext: str, cache: str) -> str:
            return blobs().publish(layer, body, ext, scope_key=scope.key, cache=cache)

        made = manifest(book, scope, ViewSpec(place=scope.root), publish)
        body = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
        return publish("manifest", body, "json", "revalidate")

    return _manifests.get(key, make)


def place_json(scope: Scope, code: str, days: int) -> bytes:
    """Return the rail of one place as JSON; raises NotFound outside the scope."""
    book = store()
    key = (book.version(), scope.key, code, days)

    def make() -> bytes:
        made: dict[str, Any] = rail(book, scope, code, days)
        return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()

    return _rails.get(key, make)
