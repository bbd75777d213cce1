"""The table of all architectures, as the original notes show theirs: what was trained, from what, and how well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.errors import ModelError
from model.evaluation.report import EVALUATION_FILE
from model.files import write_whole
from model.json_data import read_object
from model.marks import text_of
from model.network.architectures import ARCHITECTURES
from model.outputs import Outputs
from model.safe_text import markdown_cell
from model.spec import SPEC_FILE, read_spec
from model.training_record import FROM_NOTHING, HEAD_STAGE, RECORD_FILE, WHOLE_STAGE, read_record

TABLE_FILE = "README.md"
OVERFIT = 0.5  # the validation loss has risen by half of its least value while the training loss fell
_COLUMNS = (
    "Model", "CNN", "Feature", "Pre-trained", "CNN frozen", "LSTM units", "Dropout", "Labels", "Train accuracy",
    "Train loss", "Validation accuracy", "Validation loss", "Test accuracy", "Test recalls", "Training time", "Machine",
    "Best epoch", "Overfit",
)  # fmt: skip
_ABOUT = """# The trained models

Each folder is one model: `model.json` says how it is fed, `CARD.md` how it was trained and how well it does, with
pictures. `run_app.py models` lists them; `--model NAME` picks one. The table follows the one of the original notes.
`SHA256SUMS` are the sums of all networks (`sha256sum --check SHA256SUMS`): these run at once, any other is tried apart first.
Of a model of which only the card is here the networks are too large; the card has the command that makes them again.

"""
_DETAIL_COLUMNS = (
    "Model", "Test clips", "Moments right", "0.3 s and more from a change", "Recorded, with what came after",
    "Actions found (event F1)", "Event F1 if always right", "Boundaries off by (median, 90th percentile)",
    "Median delay", "Calibration error",
)  # fmt: skip
_DETAIL = """
## In detail

On the test footage of each card: levels, chests and tools that were neither trained nor chosen on. A model is asked ten times
a second, so even one that is always right misses the shortest actions.

"""
_LIMITS = """
`fps_general`, the default, knows Freedoom, Minetest, Nexuiz, Red Eclipse and LibreQuake and is tested on all five; all
others know Freedoom's look alone: low-resolution first-person pictures, Freedoom's firearms, drawn chests and hand tools.
On other games, real scenes or a webcam all are wrong, and often sure of themselves; `fps_general` and `b5_lstm_256` say
when a picture is unlike all that they learned from. *Shooting* is told from *gun* by flash and recoil, so the first tenths
of a second of a burst are often called gun; chests far away, in the dark or mostly hidden are missed; so are actions of
less than 0.2 s. In another look (`footage vary`) `b5_lstm_256` loses 1.2 points of clips when strongly compressed (crf 35),
0.7 at 320x200 and at 1920x1080, and at most 0.6 at 30 % more or less gamma.
"""
_NOTES = """
Train figures are the mean over the last epoch, in random looks and with dropout; validation accuracy and loss are those
of the best epoch (moments of all kinds, changes of label included; each card says which). Test accuracy and recalls are of
clips on maps, chests and tools that were neither trained nor chosen on. Training time is that of the epochs alone
(of all trainings, where the card tells of several).
"Overfit" is yes where the validation loss had risen by half of its least value while the training loss went on falling.
"""


def write_table(weights: Path) -> Path:
    """Write ``weights/README.md`` from what the models' folders hold; architectures without a folder get a row too.

    Raises:
        OutputError: Such a file is there that this did not write.
        ModelError: A model's files are damaged.
    """
    heading = _ABOUT.partition("\n")[0]
    Outputs.check(weights / TABLE_FILE, "", lambda path: text_of(path).startswith(heading + "\n"))
    rows = ["| " + " | ".join(_COLUMNS) + " |", "|" + " --- |" * len(_COLUMNS)]
    trained = {path.parent.name for path in weights.glob(f"*/{SPEC_FILE}")}
    trained |= {name for name in ARCHITECTURES if (weights / name / RECORD_FILE).is_file()}
    for name in [*ARCHITECTURES, *sorted(trained - set(ARCHITECTURES))]:
        rows.append("| " + " | ".join(_whole(_row, weights / name, name)) + " |")
    details = ["| " + " | ".join(_DETAIL_COLUMNS) + " |", "|" + " --- |" * len(_DETAIL_COLUMNS)]
    for name in sorted(trained):
        test = read_object(weights / name / EVALUATION_FILE).get("On test")
        if test:
            details.append("| " + " | ".join(_whole(_detail_row, name, test)) + " |")
    text = _ABOUT + "\n".join(rows) + "\n" + _NOTES + _DETAIL + "\n".join(details) + "\n" + _LIMITS
    return write_whole(weights / TABLE_FILE, text)


def _whole(make: Callable[..., list[str]], *about) -> list[str]:
    """The row that ``make`` makes of a model's files; ModelError where these do not hold what `train` and `evaluate` write."""
    try:
        return make(*about)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(
            f"Received {about[0]}: its training.json or {EVALUATION_FILE} is damaged ({type(error).__name__}: {error}); "
            "restore the file or remove it."
        ) from error


def _detail_row(name: str, test: dict) -> list[str]:
    def percent(figure: str) -> str:
        return "-" if test.get(figure) is None else f"{test[figure]:.1%}"

    def seconds(*figures: str) -> str:
        return ", ".join("-" if test.get(one) is None else f"{test[one]:.2f} s" for one in figures)

    return [
        name,
        f"{percent('clip_accuracy')} of {test['clips']}",
        percent("time_accuracy"),
        percent("time_accuracy_inside"),
        percent("recorded_accuracy"),
        f"{percent('event_f1')} of {test.get('events', 0)}",
        percent("event_f1_flawless"),
        seconds("boundary_error_median_s", "boundary_error_p90_s"),
        seconds("delay_median_s"),
        "-" if test.get("ece") is None else f"{test['ece']:.3f}",
    ]


def _row(folder: Path, name: str) -> list[str]:
    shipped = (folder / SPEC_FILE).is_file()
    record, evaluations = read_record(folder), read_object(folder / EVALUATION_FILE)
    spec = read_spec(folder) if shipped else ARCHITECTURES[name]
    if "image_size" in record:
        spec = spec.with_(image_size=tuple(record["image_size"]))
    stages = [epochs for epochs in record.get("stages", {}).values() if epochs]
    pooled = f"global {spec.pooling} pooling"
    if name in ARCHITECTURES and spec.image_size != ARCHITECTURES[name].image_size:
        pooled += f", of pictures of {spec.image_size[1]}x{spec.image_size[0]} pixels"
    row = [
        f"[{name}]({name}/CARD.md)" + ("" if shipped else " (card alone)") if shipped or record else name,
        spec.backbone,
        f"{pooled} ({record['encoding']} numbers)" if record else pooled,
        record.get("pretrained", "-"),
        _frozen(spec.backbone, record) if stages else "-",
        str(spec.lstm_units),
        f"{spec.dropout:g}",
        str(len(spec.labels)),
    ]
    if not (shipped or record):
        return [*row, *["not trained here"] * 7, "-", "-", "-"]
    test = evaluations.get("On test", {})
    recalls = ", ".join(
        f"{markdown_cell(label)} {_share(figures['clip']['recall'])}"
        for label, figures in test.get("labels", {}).items()
    )
    if not stages:
        return [*row, *["-"] * 4, _share(test.get("clip_accuracy")), recalls or "-", *["-"] * 4]
    last = stages[-1]
    best = max(last, key=lambda epoch: epoch["balanced"])
    return [
        *row,
        _share(last[-1]["accuracy"]),
        f"{last[-1]['loss']:.3f}",
        _share(best["val_accuracy"]),
        f"{best['val_loss']:.3f}",
        _share(test.get("clip_accuracy")),
        recalls or "-",
        _time(record, stages),
        record["machine"],
        f"{best['epoch']} of {len(last)}",
        "yes" if overfit(last) else "no",
    ]


def _time(record: dict, stages: list[list[dict]]) -> str:
    """The epochs' time; the whole training's where that of each epoch was not kept."""
    each = [epoch.get("seconds") for epochs in stages for epoch in epochs]
    minutes = record["minutes"] if None in each else sum(each) / 60
    return f"{minutes:.0f} min"


def overfit(epochs: list[dict]) -> bool:
    """Whether the last epochs learned their rows by heart: see OVERFIT."""
    least = min(epochs, key=lambda epoch: epoch["val_loss"])
    last = epochs[-1]
    return last["val_loss"] > (1 + OVERFIT) * least["val_loss"] and last["loss"] < least["loss"]


def _frozen(backbone: str, record: dict) -> str:
    from model.network.backbones import BACKBONES

    stages: dict[str, list[dict]] = record["stages"]
    if not any(epochs for stage, epochs in stages.items() if stage != HEAD_STAGE):
        return "all of it"
    whole = bool(stages.get(WHOLE_STAGE))
    if record.get("pretrained") == FROM_NOTHING and not whole:
        return "none"
    cut = whole and record.get("frozen_up_to") or BACKBONES[backbone].frozen_up_to(whole)
    return "none" if cut is None else f"up to {cut}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
