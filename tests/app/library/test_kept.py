"""What is kept of one video: it comes back as it was, in small form nearly, and what is damaged is refused in a sentence."""

from __future__ import annotations

import dataclasses
import zlib

import numpy as np
import pytest

from app.errors import UserError
from app.library import packing
from app.library.answers import About
from app.library.database import in_memory
from app.library.packing import Packer, pack, unpack
from app.library.parquet_file import AnswersFile, write_answers
from app.library.search_vectors import SecondVectors, to_vector
from tests.app.library.made import FEATURES, made_answers


def frames_of(parts) -> np.ndarray:
    return np.stack([features for part in parts for _, features in unpack(part)])


def test_embeddings_in_small_form_are_nearly_what_they_were_made_of():
    random = np.random.default_rng(1)
    frames = (random.normal(size=(900, 20)) @ random.normal(size=(20, 640))).astype(np.float32)  # differ in twenty ways
    part = pack(np.arange(900) / 10, frames.astype(np.float16))
    back = frames_of([part])
    wrong = ((back - frames) ** 2).sum() / ((frames - frames.mean(axis=0)) ** 2).sum()
    assert wrong < 0.01
    assert part.steps_taken.dtype == np.int8 and part.steps_taken.nbytes * 16 < frames.nbytes
    assert [time for time, _ in unpack(part)] == list(np.arange(900) / 10)


def test_a_long_video_is_packed_in_parts_which_share_their_components_while_these_suffice(monkeypatch):
    monkeypatch.setattr(packing, "PART_BYTES", 200 * 64 * 2)
    random = np.random.default_rng(2)
    ways, others = random.normal(size=(6, 64)), random.normal(size=(6, 64))
    packer, given = Packer(), []
    for number in range(600):
        features = random.normal(size=6) @ (ways if number < 400 else others)
        given.append(features)
        packer.push(number / 10, features.astype(np.float32))
    parts = packer.end()
    assert [len(part.times) for part in parts] == [200, 200, 200]
    assert parts[1].basis is parts[0].basis and parts[2].basis is not parts[0].basis
    wrong = ((frames_of(parts) - np.array(given)) ** 2).mean() / np.array(given).var()
    assert wrong < 0.005


def test_components_of_little_weight_take_little_room():
    random = np.random.default_rng(3)
    spread = 1.0 / np.arange(1, 121)  # how far frames lie apart along each way, as in real videos: less and less
    ways = np.linalg.qr(random.normal(size=(1280, 120)))[0]
    frames = (random.normal(size=(600, 120)) * spread @ ways.T).astype(np.float16)
    part = pack(np.arange(600) / 10, frames)
    wrong = ((frames_of([part]) - frames) ** 2).sum() / ((frames - frames.mean(axis=0)) ** 2).sum()
    assert wrong < 0.02 and part.basis.shape == (66, 1280)
    assert len(zlib.compress(part.basis.tobytes())) < 0.6 * part.basis.nbytes
    assert np.abs(part.basis[0]).max() > 4 * np.abs(part.basis[-1]).max()


def test_what_is_kept_comes_back_as_it_was(tmp_path):
    answers = made_answers(3)
    answers = dataclasses.replace(answers, embeddings=(*answers.embeddings, dataclasses.replace(
        answers.embeddings[0], times=answers.embeddings[0].times + 100)))  # fmt: skip
    path = tmp_path / "a [b] * 'c'.parquet"
    write_answers(path, answers)
    with AnswersFile(path) as kept:
        assert kept.about == answers.about
        assert kept.segments() == list(answers.segments)
        times, probabilities = kept.predictions()
        assert (times == answers.times).all() and (probabilities == answers.probabilities).all()
        assert (kept.seconds().vectors == answers.seconds.vectors).all()
        assert kept.thumbnails() == answers.thumbnails and kept.thumbnail_near(7.0) == b"second"
        back = list(kept.embeddings())
    assert (frames_of(back) == frames_of(answers.embeddings)).all() and len(back) == 2


def test_the_same_answers_give_the_same_file(tmp_path):
    write_answers(tmp_path / "a.parquet", made_answers(4))
    write_answers(tmp_path / "b.parquet", made_answers(4))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def read_all(path) -> None:
    with AnswersFile(path) as kept:
        kept.segments(), kept.predictions(), kept.seconds(), kept.thumbnails(), list(kept.embeddings())


def damaged_files(path):
    """Yield damaged and hostile versions of the file at ``path``, one after another in its place."""
    whole = path.read_bytes()
    for content in (b"", b"PAR1", whole[:200], whole[:-9], whole[: len(whole) // 2] + whole[len(whole) // 2 + 50 :]):
        path.write_bytes(content)
        yield "bytes"
    for change in (
        "SELECT kind, time FROM rows",
        "SELECT * REPLACE ('no JSON'::BLOB AS data) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'video' THEN repeat('[', 2000)::BLOB ELSE data END AS data) FROM rows",
        "SELECT * FROM rows UNION ALL SELECT * FROM rows WHERE kind = 'video'",
        "SELECT * REPLACE (CASE WHEN kind = 'segment' THEN 'NaN'::DOUBLE ELSE time END AS time) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'segment' THEN NULL ELSE label END AS label) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'segment' THEN 'x'||label ELSE label END AS label) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'second' THEN data || data ELSE data END AS data) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'embeddings' THEN '\\xFF\\xFF\\xFF\\x7F\\xFF\\xFF\\xFF\\x7F'"
        "::BLOB || '\\x00\\x00\\x00\\x00'::BLOB ELSE data END AS data) FROM rows",
        "SELECT * REPLACE (CASE WHEN kind = 'prediction' THEN data[1:3] ELSE data END AS data) FROM rows",
    ):
        path.write_bytes(whole)
        with in_memory() as connection:
            connection.run(f"CREATE TABLE rows AS SELECT * FROM read_parquet('{path}')")
            connection.run(f"COPY ({change}) TO '{path}' (FORMAT parquet)")
        yield change


def test_a_damaged_or_hostile_file_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "video.parquet"
    write_answers(path, made_answers(5))
    read_all(path)
    count = 0
    for change in damaged_files(path):
        with pytest.raises(UserError, match="holds no answers that can be read") as refused:
            read_all(path)
        assert str(path) in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 900, (
            change
        )
        count += 1
    assert count == 15


@pytest.mark.parametrize(
    ("name", "value"),
    [("content", "../etc"), ("path", 5), ("labels", ["a", 3]), ("labels", ["a"]), ("duration", 1e30), ("version", 99),
     ("encoder", "../../x"), ("features", 2**40), ("size", -1)],
)  # fmt: skip
def test_a_description_with_values_that_cannot_be_is_refused(name, value):
    with pytest.raises(ValueError):
        About.from_data(made_answers(6).about.as_data() | {name: value})


def test_a_file_is_whole_or_the_one_from_before_is(tmp_path, monkeypatch):
    path = tmp_path / "video.parquet"
    write_answers(path, made_answers(7))
    before = path.read_bytes()

    def full(self, columns, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.library.database.Connection.write_parquet", full)
    with pytest.raises(OSError):
        write_answers(path, made_answers(8))
    assert path.read_bytes() == before and [one.name for one in tmp_path.iterdir()] == ["video.parquet"]


def test_search_vectors_keep_angles_and_are_one_a_second():
    random = np.random.default_rng(9)
    many = np.abs(random.normal(size=(60, 1280)))
    many[30:] = many[:30] + 0.3 * np.abs(random.normal(size=(30, 1280)))
    vectors = np.stack([to_vector(one) for one in many]).astype(float)
    unit = many / np.linalg.norm(many, axis=1, keepdims=True)
    said = vectors @ vectors.T / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors, axis=1)[:, None]
    assert np.abs(said - unit @ unit.T).mean() < 0.1
    assert (
        said[:30].argsort(axis=1)[:, -2] == np.arange(30) + 30
    ).mean() > 0.9  # the picture with noise is the nearest
    seconds = SecondVectors()
    for time in (0.0, 0.5, 1.0, 4.25):
        seconds.push(time, np.full(FEATURES, 1.0 + time, np.float32))
    assert seconds.end().numbers.tolist() == [0, 1, 4]
