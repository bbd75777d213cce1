"""``python -m tests.app.library.adder LIBRARY COUNT [LIMIT]``: adds invented videos as ``library add`` does, quickly.

A line for each that is done. LIMIT: bytes that a file may have, as on a disk that is full.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

from app.library import adding, keeping
from app.library.place import Place
from app.library.plan import Todo
from tests.app.library.made import made_answers


def main() -> None:
    place, count = Place(Path(sys.argv[1])), int(sys.argv[2])
    if len(sys.argv) > 3:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
    place.make()
    keeping.look_at = lambda video, *_: made_answers(int(video.stem))
    model = SimpleNamespace(id="ab12", encoder="none", spec=SimpleNamespace(sample_fps=0.0))
    todo = [Todo(Path(f"{number}.mp4"), f"{number:032x}", 60.0, False) for number in range(1, count + 1)]
    print("ready", flush=True)
    with closing(adding.add(place, todo, model, [None])) as added:
        for one in added:
            print(one.number, one.by_others, one.failure, flush=True)


if __name__ == "__main__":
    main()
