"""The API's contract: a change of it is a visible change of docs/openapi.json."""

import json
import os
from pathlib import Path

from allmende.config.api import public

SNAPSHOT = Path(__file__).parents[4] / "docs" / "openapi.json"


def test_the_contract_is_the_published_one():
    now = json.loads(json.dumps(public.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    if os.environ.get("ALLMENDE_UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(now, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    assert json.loads(SNAPSHOT.read_text("utf-8")) == now, (
        "renew it with ALLMENDE_UPDATE_SNAPSHOTS=1 and say why"
    )
