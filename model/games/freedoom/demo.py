"""The bundled demo clip: every label once in half a minute, on a map and with objects no model was trained on.

``python -m model.games.freedoom.demo demo.mp4 [SEED]`` records it anew, with ``demo.csv`` beside it; neither may be there.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from model.errors import OutputError
from model.files import replacing, write_whole
from model.games.freedoom.bot import Bot
from model.games.freedoom.game import TICS_PER_SECOND, Appearance, Game, teleport_targets
from model.games.freedoom.pk3 import write_pk3
from model.games.freedoom.record import film
from model.games.sessions import labels_csv
from model.outputs import Outputs
from model.safe_text import say

LEVEL = "MAP29"
LOOK = Appearance(800, 450, hud="none", crosshair=True, messages=False, flashes=False, skill=3, automap=False)
SCRIPT = (
    ("_hands", 2.5),
    ("_shoot", 3.2),
    ("_chest", 2.8),
    ("_gun", 2.8),
    ("_chop", 3.5),
    ("_chest", 2.5),
    ("_shoot", 3.0),
)


class Demonstrator(Bot):
    """Plays the script instead of phases drawn by chance, where there is something to see."""

    def _warp(self) -> None:
        for _ in range(40):
            super()._warp()
            grey = self.game.picture().mean(axis=2)
            if grey.mean() > 60 and grey.std() > 38:
                break

    def play(self):
        for phase, seconds in SCRIPT:
            if phase != "_chest":
                self._warp()
            yield from getattr(self, phase)(round(seconds * TICS_PER_SECOND))


def record_demo(video: Path, seed: int, crf: int = 32) -> None:
    """Record the demo clip to ``video`` and its labels beside it. Raises OutputError where one of them is there."""
    for file in (video, video.with_suffix(".csv")):
        Outputs.check(file, "")
    rng = np.random.default_rng((4, seed))  # 1 to 3 are the splits'
    with tempfile.TemporaryDirectory() as folder:
        pk3 = Path(folder) / "add-on.pk3"
        write_pk3(pk3, rng, "test", 6, 3, 6)
        game = Game(LEVEL, pk3, LOOK, seed)
        try:
            bot = Demonstrator(game, rng, teleport_targets(LEVEL), 6, 3, 6, automap=False, clutter=0.0)
            with replacing(video) as temporary:
                ground_truth = film(
                    temporary,
                    game,
                    bot,
                    28 * TICS_PER_SECOND,
                    crf,
                    gamma=1.15,
                    saturation=1.0,
                    look=LOOK,
                    preset="slow",
                )
                write_whole(video.with_suffix(".csv"), labels_csv(ground_truth, TICS_PER_SECOND))
        finally:
            game.close()


if __name__ == "__main__":
    try:
        record_demo(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    except OutputError as error:
        say(error, error=True)
        sys.exit(2)
