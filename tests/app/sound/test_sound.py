"""The sound of a recording: in step with the picture, at every speed, with and without a device."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.session import Session, State
from app.live.source_reader import SourceReader
from app.sound import RATE
from app.sound.device import MiniaudioDevice
from app.sound.sound import Sound
from tests.live_doubles import FakeSource, wait_for
from tests.manual_clock import ManualClock

PULL = 960  # samples, 20 ms
IN_STEP = 0.040  # seconds


@pytest.fixture(scope="module")
def clicks(tmp_path_factory) -> Path:
    """Six seconds with a click at each half of a second."""
    path = tmp_path_factory.mktemp("video") / "clicks.mkv"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=30)
        pictures.width, pictures.height, pictures.pix_fmt = 160, 90, "yuv420p"
        sounds = container.add_stream("flac", rate=RATE)
        sounds.layout, sounds.format = "stereo", "s16"
        for number in range(180):
            image = np.full((90, 160, 3), number, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(pictures.encode(None))
        sound = np.zeros(6 * RATE, np.int16)
        for begin in range(0, len(sound), RATE // 2):
            sound[begin : begin + 240] = 16_000 * np.sign(np.sin(np.arange(240) * 2 * np.pi * 1000 / RATE))
        for begin in range(0, len(sound), 4800):
            piece = np.repeat(sound[begin : begin + 4800], 2)[None]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE, begin
            container.mux(sounds.encode(frame))
        container.mux(sounds.encode(None))
    return path


class Loudspeaker:
    """A device that a test asks for sound, by a clock that it moves."""

    latency = 0.04

    def __init__(self):
        self.now, self.closed, self.pull = 50.0, False, None

    def open(self, pull):
        self.pull = pull
        return self

    def clock(self) -> float:
        return self.now

    def close(self) -> None:
        self.closed = True

    def listen(self, track, seconds: float) -> list[float]:
        """When, by the clock, each click was heard."""
        heard, quiet = [], 0
        for _ in range(round(seconds * RATE / PULL)):
            wait_for(lambda: track.ahead > 0.1)
            samples = np.abs(self.pull(PULL)).max(axis=1)
            assert samples.shape == (PULL,)
            for at in np.flatnonzero(samples > 0.2):
                moment = self.now + self.latency + at / RATE
                if moment - quiet > 0.1:
                    heard.append(moment)
                quiet = moment
            self.now += PULL / RATE
        return heard


@pytest.fixture
def speaker():
    return Loudspeaker()


@pytest.fixture
def sound(speaker):
    made = Sound(speaker.open)
    yield made
    made.close()
    assert speaker.closed


@pytest.fixture
def track(sound, speaker, clicks):
    made = sound.track(clicks, speaker.clock)
    yield made
    made.close()


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.0, 1.5, 2.0])
def test_what_is_heard_is_in_step_with_the_picture_at_every_speed(track, sound, speaker, speed):
    track.play(1.2, speed)
    began = speaker.now
    wait_for(lambda: track.ahead > 0.5)
    assert sound.audible and not sound.trouble
    speaker.now += 0.1  # it took a while to decode: the picture went on
    heard = [1.2 + (moment - began) * speed for moment in speaker.listen(track, 1.6)]
    assert len(heard) >= 2  # at twice the speed a single click may fall between what is kept
    assert all(abs(moment - round(moment * 2) / 2) <= IN_STEP for moment in heard), heard
    assert track.heard() == pytest.approx(1.2 + (speaker.now - began) * speed, abs=IN_STEP * speed)


def test_the_pitch_stays(track, speaker):
    """A click is a tone of 1 kHz: at twice the speed it is that still, not 2 kHz."""
    track.play(0.9, 2.0)
    wait_for(lambda: track.ahead > 0.5)
    samples = np.concatenate([track.fill(PULL)[:, 0] for _ in range(10)])
    loud = samples[np.flatnonzero(np.abs(samples) > 0.1)[0] :][:100]
    assert np.argmax(np.abs(np.fft.rfft(loud, RATE))) == pytest.approx(1000, abs=250)


def test_after_a_seek_and_a_pause_it_is_in_step_again(track, speaker):
    track.play(0.2, 1.0)
    wait_for(lambda: track.ahead > 0.5)
    speaker.listen(track, 0.3)
    track.stop()
    assert not track.fill(PULL).any() and track.heard() is None
    speaker.now += 7.0
    track.play(4.2, 1.0)
    began = speaker.now
    wait_for(lambda: track.ahead > 0.5)
    heard = [4.2 + moment - began for moment in speaker.listen(track, 1.0)]
    assert [round(moment * 2) / 2 for moment in heard] == [4.5, 5.0]
    assert all(abs(moment - round(moment * 2) / 2) <= IN_STEP for moment in heard)
    track.play(1.0, 4.0)  # nobody understands that
    assert not track.fill(PULL).any()


def test_mute_and_volume(track, sound, speaker):
    def loudest() -> float:
        track.play(0.4, 1.0)
        wait_for(lambda: track.ahead > 0.5)
        found = 0.0
        for _ in range(8):
            found = max(found, np.abs(speaker.pull(PULL)).max())
            speaker.now += PULL / RATE
        return found

    assert loudest() == pytest.approx(0.49, abs=0.02)
    sound.volume = 0.5
    assert loudest() == pytest.approx(0.12, abs=0.02)
    sound.muted = True
    assert loudest() == 0.0


def test_no_device_is_no_error(clicks, speaker):
    def nothing(_pull):
        raise OSError("there is no sound device")

    sound = Sound(nothing)
    track = sound.track(clicks, speaker.clock)
    track.play(0.0, 1.0)
    wait_for(lambda: sound.trouble)
    assert sound.audible and "no sound device" in sound.trouble and track.heard() is None
    track.close()
    sound.close()


def test_miniaudio_plays_into_nothing():
    import miniaudio

    asked: list[int] = []
    device = MiniaudioDevice(
        lambda count: (asked.append(count), np.zeros((count, 2), np.float32))[1], backends=[miniaudio.Backend.NULL]
    )
    wait_for(lambda: len(asked) > 3)
    device.close()


class FastCard:
    """Sound from a card whose clock runs one per cent fast."""

    def __init__(self, clock):
        self._clock, self._at, self.told = clock, None, []

    def play(self, moment, speed):
        self._at = (moment, self._clock.now())
        self.told.append((moment, speed))

    def stop(self):
        self._at = None

    def heard(self):
        return None if self._at is None else self._at[0] + 1.01 * (self._clock.now() - self._at[1])


def test_the_pictures_follow_the_sound_s_clock():
    clock, apart = ManualClock(), []
    controls = ReaderControls(clock)
    controls.sound = card = FastCard(clock)

    def take(frame) -> None:
        apart.append(abs(frame.time - (card.heard() or 0.0)))

    sink = FrameSink(take)
    import threading

    reader = SourceReader(lambda: FakeSource(length=2000), sink, controls, threading.Event())
    reader.start()
    clock.run_until(lambda: len(apart) > 1900)
    assert card.told == [(0.0, 1.0)] and max(apart[10:]) <= IN_STEP  # a hundred milliseconds if they did not follow
    controls.stop()
    clock.let_go()
    assert reader.join(10)
    assert card.heard() is None


def test_a_session_tells_the_sound_how_the_picture_goes(clicks, model_folder, engines):
    told = []

    class Track(FastCard):
        def close(self):
            told.append("closed")

    class Player:
        def track(self, path, clock):
            told.append(path.name)
            self.now = clock
            self.made = Track(self)
            return self.made

    player = Player()
    session = Session(str(clicks), model_folder, sound=player)
    track = player.made
    session.start()
    wait_for(lambda: session.state is State.PLAYING and track.told)
    session.pause()
    wait_for(lambda: track.heard() is None)
    session.seek(3.0)
    session.resume()
    wait_for(lambda: track.told[-1] == (3.0, 1.0))
    session.set_speed(2.0)
    wait_for(lambda: track.told[-1][1] == 2.0)
    session.stop()
    assert told == ["clicks.mkv", "closed"]
