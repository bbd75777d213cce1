"""Training's plain parts: which frames, clips and sequences, which augmentations, what is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.commands import main
from model.datasets.read import LabelledSegment, LabelledVideo
from model.engine.preprocess import resize
from model.errors import FootageError, ModelError, OutputError
from model.spec import ModelSpec
from model.training.activations import RowMaker, RowPlan
from model.training.augmentation import Augmentation, draw_augmentation
from model.training.clips import clock_rows, training_clips
from model.training.dataset import dataset_key, labels_key, split_dataset, video_key
from model.training.embeddings import VideoEmbeddings
from model.training.frozen import Frozen
from model.training.selection import select_times, share_out
from model.training.sequences import FRAMES, clips_of, sequence_length, sequence_times
from model.training.work_folder import WorkFolder, check_work_folder
from model.video.reader import read_frames
from tests.conftest import write_video

LABELS = ("a", "b")
VIDEO = LabelledVideo(Path("x.mp4"), (LabelledSegment(0.0, 50.0, "a"), LabelledSegment(52.0, 56.0, "b")))


def encoded(views=None) -> VideoEmbeddings:
    times = np.arange(35 * 56) / 35
    labels = np.where(times < 50, 0, np.where(times < 52, -1, 1))
    features = np.arange(len(times), dtype=np.float16)[:, None]
    return VideoEmbeddings(VIDEO, features, times, labels, np.zeros(len(times), int) if views is None else views)


def test_rare_labels_are_kept_and_frequent_ones_capped():
    assert share_out(90, np.array([100, 10, 100])).tolist() == [40, 10, 40]
    assert share_out(90, np.array([5, 5, 5])).tolist() == [5, 5, 5]
    (times,) = select_times([VIDEO], LABELS, per_second=2, seed=0)
    assert (np.diff(times) > 0).all() and len(times) == pytest.approx(108, abs=3)
    assert (times >= 52).sum() == pytest.approx(16, abs=1)  # all of b at twice the rate
    assert not ((times >= 50) & (times < 52)).any()
    assert np.array_equal(times, select_times([VIDEO], LABELS, per_second=2, seed=0)[0])


def test_a_dataset_is_known_by_its_content(tmp_path):
    videos = [LabelledVideo(tmp_path / f"{name}.mp4", VIDEO.segments) for name in "abc"]
    for number, video in enumerate(videos):
        video.path.write_bytes(b"pictures %d" % number)
    one, two, three = videos
    dataset = {"training": [one, two], "validation": [three]}
    key = dataset_key(dataset)
    elsewhere = tmp_path / "elsewhere.mp4"
    elsewhere.write_bytes(two.path.read_bytes())
    assert dataset_key({"training": [one, LabelledVideo(elsewhere, two.segments)], "validation": [three]}) == key
    others = [
        {"training": [one], "validation": [two, three]},
        {"training": [one], "validation": [three]},
        {"training": [two, one], "validation": [three]},
        {"training": [one, LabelledVideo(two.path, (LabelledSegment(0.0, 50.0, "b"),))], "validation": [three]},
    ]
    assert all(dataset_key(other) != key for other in others)
    two.path.write_bytes(b"PICTURES 1")  # as long as before
    assert dataset_key(dataset) != key
    two.path.unlink()
    with pytest.raises(FootageError, match="b.mp4"):
        dataset_key(dataset)


def test_a_video_that_cannot_be_read_is_named_and_the_others_are_learned_from(tmp_path):
    for name, label in (("a", "a"), ("b", "b"), ("c", "a"), ("bad", "b"), ("empty", "a")):
        if name == "bad":
            (tmp_path / "bad.mp4").write_bytes(b"no video at all")
        elif name == "empty":
            (tmp_path / "empty.mp4").touch()
        else:
            write_video(tmp_path / f"{name}.mp4", 0.5)
        (tmp_path / f"{name}.csv").write_text(f"start,end,label\n0,0.5,{label}\n", encoding="utf-8")
    told = []
    parts = split_dataset(tmp_path, tmp_path, LABELS, on_unreadable=told.append)
    for videos in parts.values():
        assert [video.path.stem for video in videos] == ["a", "b", "c"]
    assert len(told) == 4 and all("bad.mp4" in line or "empty.mp4" in line for line in told)


def test_the_command_names_what_it_left_out_and_says_so_by_its_exit_status(tmp_path, monkeypatch, capsys):
    """With a training that takes no time in place of the real one."""
    told = ["Received a.mp4: it is no video."]

    def training(config, quiet, on_unreadable):
        for sentence in told:
            on_unreadable(sentence)
        return {}

    monkeypatch.setitem(sys.modules, "model.training.pipeline", SimpleNamespace(train=training))
    assert main(["train", str(tmp_path), "--name", "mine"]) == 1
    assert capsys.readouterr().err.splitlines() == told
    told.clear()
    assert main(["train", str(tmp_path), "--name", "mine"]) == 0


def test_footage_that_nothing_can_be_chosen_by_is_refused(tmp_path):
    for name, text in (("a", "0,1,a"), ("b", "0,1,b"), ("c", "")):
        (tmp_path / f"{name}.mp4").touch()
        (tmp_path / f"{name}.csv").write_text(f"start,end,label\n{text}\n", encoding="utf-8")
    with pytest.raises(FootageError, match="validation"):
        split_dataset(tmp_path, None, LABELS)
    (tmp_path / "c.csv").write_text("start,end,label\n0,1,a\n", encoding="utf-8")
    parts = split_dataset(tmp_path, None, LABELS)
    assert {part: [video.path.stem for video in videos] for part, videos in parts.items()} == {
        "training": ["a", "b"], "validation": ["c"],
    }  # fmt: skip


def test_rows_are_the_frames_asked_for_with_their_labels(video, tmp_path):
    spec = ModelSpec("m", labels=LABELS, clip_length=3, sample_fps=10.0, image_size=(32, 48), scaling="unit")
    labelled = LabelledVideo(video, (LabelledSegment(0.0, 1.0, "a"), LabelledSegment(1.2, 2.0, "b")))
    frames = {round(30 * time): resize(image, (32, 48)) for time, _, image in read_frames(video, lambda time: 1)}
    done = []

    def rows_of(plan: RowPlan, seed: int = 0):
        maker = RowMaker(spec, None, seed)
        return maker.keep(tmp_path, f"{seed:016x}", [labelled], ["0" * 32], [plan], lambda: done.append(1))

    single = rows_of(RowPlan(np.array([0.2, 0.95, 1.1, 1.5]), augmentations=0))
    assert done == [1] and single.labels.ravel().tolist() == [0, 0, -1, 1] and single.usable.tolist() == [0, 1, 3]
    expected = [frames[number] for number in (6, 29, 33, 45)]
    assert np.array_equal(single.values[np.arange(4)], expected)
    # In any order, scaled: unit is 0 to 1.
    assert np.allclose(single.inputs(np.array([3, 0])), np.array([expected[3], expected[0]])[..., ::-1] / 255)

    rows = rows_of(RowPlan(np.array([0.1, 0.4, 1.3]), augmentations=0, frames=4, views=np.array([0, 1, 0])))
    assert len(rows.values) == 2, "the first one would begin before the video"
    assert rows.views.tolist() == [1, 0] and rows.labels.tolist() == [[0, 0], [1, 1]]
    assert np.array_equal(rows.values[np.array([0])][0], [frames[number] for number in (3, 6, 9, 12)])

    def drawn(seed: int) -> np.ndarray:
        return rows_of(RowPlan(np.array([0.2]), augmentations=3), seed).values[np.arange(3)]

    first, again, other = drawn(1), drawn(1), drawn(2)
    assert first.shape[0] == 3 and not np.array_equal(first[0], first[1])
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_clock_rows_are_the_sampling_clocks():
    rows = clock_rows(np.arange(35) / 35, 7, 7)
    assert rows.tolist() == [0, 5, 10, 15, 20, 25, 30]


def test_clips_end_in_a_decided_frame_and_keep_time():
    one = encoded()
    numbers, frames, labels = training_clips([one], 10, 7, np.random.default_rng(0))
    assert set(numbers) == {0} and frames.shape[1] == 7 and len(labels) == pytest.approx(540, abs=15)
    assert np.array_equal(one.labels[frames[:, -1]], labels) and (labels >= 0).all()
    spans = one.times[frames[:, -1]] - one.times[frames[:, 0]]
    assert spans.min() > 0.5 and spans.max() < 0.7
    assert (one.labels[frames[labels == 1][:, 0]] == -1).any()  # clips that hold a change are there


def test_clips_never_mix_augmentations():
    views = (np.arange(35 * 56) / 35 / 4).astype(int)
    _, frames, _ = training_clips([encoded(views)], 10, 7, np.random.default_rng(0))
    assert np.array_equal(views[frames[:, 0]], views[frames[:, -1]])


def test_augmentations_are_pictures_and_repeat_by_seed():
    image = np.random.default_rng(0).integers(0, 255, (360, 640, 3), dtype=np.uint8)
    for seed in range(40):
        one, other = (draw_augmentation(np.random.default_rng(seed)).apply(image, (224, 224)) for _ in range(2))
        assert one.shape == (224, 224, 3) and one.dtype == np.uint8 and np.array_equal(one, other)
    flipped = Augmentation(flip=True).apply(image, (360, 640))
    assert np.array_equal(flipped, image[:, ::-1])


def test_training_keeps_its_stages_in_no_folder_of_a_person_s(tmp_path):
    """A training begun there, of a whole model or an offline head, may go on."""
    work = tmp_path / "work"
    check_work_folder(work)
    work.mkdir()
    check_work_folder(work)
    (work / "frames.json").write_text('{"mine": 1}')
    (work / "begun.json").write_text('{"mine": 1}')
    with pytest.raises(OutputError, match="--work.*begun.json"):
        check_work_folder(work)
    for whole in (True, False):
        other = tmp_path / f"other {whole}"
        WorkFolder(other).begin(tmp_path / "model", whole)
        (other / "frames.json").write_text("{}")
        check_work_folder(other)


def test_what_is_kept_counts_only_under_its_own_key(tmp_path):
    work = WorkFolder(tmp_path / "work")
    assert work.result("one", {"a": 1}) is None
    work.finish("one", {"a": 1, "pair": (1, 2)}, {"x": 3})
    assert WorkFolder(tmp_path / "work").result("one", {"a": 1, "pair": (1, 2)}) == {"x": 3}
    assert work.result("one", {"a": 2, "pair": (1, 2)}) is None
    work.forget("one")
    assert work.result("one", {"a": 1, "pair": (1, 2)}) is None
    for damaged in ("{", "[]", "null", "[" * 100_000):
        (tmp_path / "work" / "one.json").write_text(damaged)
        assert work.result("one", {"a": 1}) is None


class Network:
    """Has weights, as Keras' networks do."""

    def __init__(self, *weights):
        self._weights = [np.asarray(weight, np.float32) for weight in weights]

    def get_weights(self):
        return self._weights

    def set_weights(self, weights):
        if [weight.shape for weight in weights] != [weight.shape for weight in self._weights]:
            raise ValueError("weights of other shapes")
        self._weights = weights


def test_damaged_weights_of_an_earlier_run_are_a_sentence(tmp_path):
    work = WorkFolder(tmp_path)
    work.save_weights("one", Network([[1.0, 2.0]], [3.0], 4.0))
    network = Network([[0.0, 0.0]], [0.0], 0.0)
    work.load_weights("one", network)
    assert [weight.tolist() for weight in network.get_weights()] == [[[1.0, 2.0]], [3.0], 4.0]
    whole = (tmp_path / "one.npz").read_bytes()
    for content in (b"", whole[:-30], whole[:100], b"PK" + bytes(500)):
        (tmp_path / "one.npz").write_bytes(content)
        with pytest.raises(ModelError, match=r"one\.npz.*damaged.*train again"):
            work.load_weights("one", network)
    work.save_weights("one", Network([[1.0]], [3.0], 4.0))
    with pytest.raises(ModelError, match=r"one\.npz.*other shapes"):
        work.load_weights("one", network)


def test_rows_of_a_video_are_made_once_whatever_other_videos_there_are(tmp_path):
    labelled = {}
    for name, size in (("one", (96, 96)), ("two", (112, 96))):
        path = write_video(tmp_path / f"{name}.mp4", 1.0, size=size)
        labelled[name] = LabelledVideo(path, (LabelledSegment(0.0, 1.0, "a"),))
    spec, read = ModelSpec("m", labels=LABELS, image_size=(32, 32), scaling="unit"), []

    def lower() -> Frozen:
        def encode(picture: np.ndarray) -> np.ndarray:
            read.append(1)
            return picture.mean(axis=(0, 1))

        return Frozen((3,), lambda: encode)

    def rows_of(*names: str):
        maker = RowMaker(spec, lower, seed=5)
        plans = [RowPlan(np.array([0.2, 0.5]), augmentations=2) for _ in names]
        keys = [video_key(labelled[name]) + labels_key(labelled[name]) for name in names]
        return maker.keep(tmp_path / "kept", "0" * 16, [labelled[name] for name in names], keys, plans, lambda: None)

    (tmp_path / "kept").mkdir()
    alone = rows_of("two")
    assert len(read) == 4
    both = rows_of("one", "two")
    assert len(read) == 8
    assert np.array_equal(both.values[np.arange(4, 8)], alone.values[np.arange(4)])
    assert both.values.shape == (8, 3) and both.values.dtype == np.float16
    order = np.array([6, 1, 7, 0])
    assert np.array_equal(both.values[order], both.values[np.arange(8)][order])
    assert len(rows_of("two", "one", "two").values) == 12 and len(read) == 8


def test_damaged_activations_of_an_earlier_run_are_a_sentence(video, tmp_path):
    labelled = LabelledVideo(video, (LabelledSegment(0.0, 1.0, "a"),))
    spec, plan = (
        ModelSpec("m", labels=LABELS, image_size=(32, 32), scaling="unit"),
        RowPlan(np.array([0.2, 0.5, 0.7]), 0),
    )

    def rows():
        return RowMaker(spec, None, 0).keep(tmp_path, "0" * 16, [labelled], ["0" * 32], [plan], lambda: None)

    assert len(rows().labels) == 3
    kept = sorted(tmp_path.glob("*.npy"))
    assert len(kept) == 2
    for path in kept:
        whole = path.read_bytes()
        for content in (b"", whole[:-8], whole.replace(b"(3,", b"(9999999999999,"), b"\x93NUMPY" + bytes(100)):
            path.write_bytes(content)
            with pytest.raises(ModelError, match="damaged"):
                rows()
        path.write_bytes(whole)
    assert len(rows().values) == 3


def test_sequences_cover_a_video_end_to_end_from_another_start_in_each_view():
    ((times, views),) = sequence_times([VIDEO], [7], 10.0, 20, 3, seed=0)
    assert (np.diff(times) >= 0).all() and set(views) == {0, 1, 2}
    starts = []
    for view in range(3):
        ends = times[views == view]
        assert np.allclose(np.diff(ends), 2.0)  # 20 frames at 10 a second, none left out between two
        assert 1.9 <= ends[0] < 3.9 and 54.0 < ends[-1] <= 56.0
        starts.append(float(ends[0]))
    assert len(set(starts)) == 3
    other, again = sequence_times([VIDEO, VIDEO], [8, 7], 10.0, 20, 3, seed=0)
    assert np.array_equal(times, again[0]) and not np.array_equal(times, other[0])


def test_sequences_are_as_short_as_the_clips_that_teach():
    clips = [LabelledVideo(Path(f"{k}.mp4"), (LabelledSegment(0.0, 1.2, "a"),)) for k in range(4)]
    assert sequence_length([VIDEO], 10.0, 7) == FRAMES == 20
    assert sequence_length(clips, 10.0, 7) == 12
    assert sequence_length(clips, 2.0, 7) == 7  # never shorter than the model's clip


def test_clips_of_a_sequence_in_order():
    features = np.arange(2 * 9 * 1, dtype=np.float32).reshape(2, 9, 1)
    each = clips_of(features, 7)
    assert each.shape == (6, 7, 1)
    assert each[0, :, 0].tolist() == [0, 1, 2, 3, 4, 5, 6] and each[2, 0, 0] == 2 and each[3, 0, 0] == 9
