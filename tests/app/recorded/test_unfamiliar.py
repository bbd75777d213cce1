"""What the default model says of a picture unlike all that it learned from: that it is so, and nothing surely."""

from __future__ import annotations

from app.export.json import as_data
from app.recorded.classify import classify_video
from app.settings import DEMO_CLIP
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model
from tests.bench.unfamiliar_clips import write_clip


def test_most_other_kinds_are_unfamiliar_to_the_default_and_its_own_game_is_not(tmp_path):
    engine = open_engine(find_model(DEFAULT_MODEL))
    clips = [write_clip(tmp_path / f"{kind}.mkv", kind, 12, 5.0, 10) for kind in ("desktop", "menu", "puzzle", "film")]
    *others, known = (classify_video(one, engine) for one in (*clips, DEMO_CLIP))
    assert sum(one.unfamiliar > 0.4 for one in others) >= 3 and known.unfamiliar < 0.05  # 2 of 5 s prove nothing
    strange = max(others, key=lambda one: one.unfamiliar)
    assert strange.decisions[0].familiar, "a moment proves nothing"
    unsure = [decision for one in others for decision in one.decisions if not decision.familiar]
    assert {decision.label for decision in unsure if decision.sure} <= {"others"}
    data = as_data(strange)
    assert data["unfamiliar"] == round(strange.unfamiliar, 4) and as_data(known)["unfamiliar"] < 0.05
    assert max(one["unfamiliarity"] for one in data["predictions"][-10:]) > 1
