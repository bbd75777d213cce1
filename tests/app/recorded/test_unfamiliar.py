"""What the default model says of a picture unlike all that it learned from: that it is so, and nothing surely."""

from __future__ import annotations

from app.export.json import as_data
from app.recorded.classify import classify_video
from app.settings import DEMO_CLIP
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model
from tests.bench.unfamiliar_clips import write_clip


def test_a_desktop_is_unfamiliar_to_the_default_and_its_own_game_is_not(tmp_path):
    clip = write_clip(tmp_path / "desktop.mkv", "desktop", 11, 6.0)
    strange, known = (classify_video(one, open_engine(find_model(DEFAULT_MODEL))) for one in (clip, DEMO_CLIP))
    assert strange.unfamiliar > 0.5 and known.unfamiliar < 0.05
    assert strange.decisions[0].familiar, "a moment proves nothing"
    unsure = [decision for decision in strange.decisions if not decision.familiar]
    assert {decision.label for decision in unsure if decision.sure} <= {"others"}
    data = as_data(strange)
    assert data["unfamiliar"] == round(strange.unfamiliar, 4) and as_data(known)["unfamiliar"] < 0.05
    assert max(one["unfamiliarity"] for one in data["predictions"][-10:]) > 1
