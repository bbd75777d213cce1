"""A long video on all cores: parts of it that need nothing of each other are decoded and encoded side by side.

A video that is compressed as most are begins anew every few seconds, with a picture that is predicted from no other and
across which none is predicted. Each such part is one thread's work from packets to the CNN's features: no thread waits for
another, as a decoder and a CNN that hand frames on do. The features come out in the video's order, equal bit for bit to
those of reading from one end to the other.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

import av
import numpy as np

from model.engine.base import Encode
from model.video.decoding import clock_of, stated_duration, stores_in_order
from model.video.frame_selection import ExpectedFrames, FrameSelector, PacketMismatchError, PacketStep, SelectedFrame
from model.video.nal import begins_anew
from model.video.opening import demux, open_video
from model.video.picture import PictureConverter
from model.video.sampling import TickSampler
from model.video.selective_decode import SKIPPING

LEAST = 60  # packets of a part: beginning one costs a little
MOST = 600  # packets of a first part that are looked at: a longer one leaves nothing to do side by side
PARTS_EACH = 2  # parts in hand for each thread, so that a long one keeps no other thread waiting
MOST_BYTES = 128 << 20  # of packets that were read and are not yet decoded
_END = None


class _Part:
    """Packets on their way to a thread, and features on their way back, both in order, ``_END`` last."""

    def __init__(self):
        self.steps: SimpleQueue[PacketStep | None] = SimpleQueue()
        self.found: SimpleQueue[tuple[SelectedFrame, np.ndarray] | BaseException | None] = SimpleQueue()


class _Allowance:
    """How many bytes may be in memory at once; who wants more waits until others have given back."""

    def __init__(self, most: int):
        self._most, self._used, self._closed = most, 0, False
        self._changed = threading.Condition()

    def take(self, count: int) -> None:
        """Wait for room. What is larger than all there is waits until it is alone."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._used or self._used + count <= self._most)
            self._used += count

    def give_back(self, count: int) -> None:
        with self._changed:
            self._used -= count
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody waits from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class Archive:
    """One video file's sampled frames as features.

    duration: seconds from zero to the end, as stated until the end was read; None where unknown.
    """

    def __init__(
        self,
        path: Path,
        sampler: TickSampler,
        encoders: Sequence[Encode],
        on_picture: Callable[[float, np.ndarray], None] = lambda time, image: None,
    ):
        """sampler: the model's clock; a copy of it is asked. encoders: one for each thread. on_picture: shown each sampled
        frame with its time in seconds before it is encoded, by any of the threads and in no order.

        Raises FootageError when the file cannot be opened or holds no video.
        """
        self.path = Path(path)
        self._container, self._stream = open_video(self.path, threads=1)
        self.duration = stated_duration(self._container, self._stream)
        self._sampler, self._encoders, self._on_picture = sampler, list(encoders), on_picture
        self._parts: SimpleQueue[_Part | BaseException | None] = SimpleQueue()  # in order, for who reads the features
        self._work: SimpleQueue[_Part | None] = SimpleQueue()  # the same, for who makes them
        self._room = threading.Semaphore(PARTS_EACH * len(self._encoders))
        self._allowance = _Allowance(MOST_BYTES)
        self._stopped = threading.Event()

    def features(self) -> Iterator[tuple[SelectedFrame, np.ndarray]]:
        """Yield each sampled frame and its features ``(features,)``, in order; call once, and read it to its end or close it.

        Raises PacketMismatchError where the file is not what its packets say, or does not come in parts: read it plainly.
        """
        threads = [threading.Thread(target=self._cut, name="cut", daemon=True)]
        for number, encode in enumerate(self._encoders):
            threads.append(threading.Thread(target=self._encode, args=(encode,), name=f"part-{number}", daemon=True))
        for thread in threads:
            thread.start()
        try:
            for part in _until_end(self._parts):
                yield from _until_end(part.found)
                self._room.release()
        except av.FFmpegError as error:
            raise PacketMismatchError from error
        finally:
            self._stopped.set()
            self._allowance.close()
            self._room.release()
            for thread in threads:
                thread.join()
            self._container.close()

    def _cut(self) -> None:
        """The thread that reads packets and gives each part to whoever is free."""
        part: _Part | None = None
        try:
            if self._stream.codec_context.name not in SKIPPING or stores_in_order(self._container, self._stream):
                raise PacketMismatchError
            for step in self._divided():
                if step is _END:
                    part.steps.put(_END)
                    part = None
                else:
                    part = part or self._open_part()
                    self._allowance.take(step.packet.size)
                    part.steps.put(step)
                if self._stopped.is_set():
                    return
        except BaseException as error:
            self._parts.put(error)
        finally:
            if part is not None:
                part.steps.put(_END)
            self._parts.put(_END)
            for _ in self._encoders:
                self._work.put(_END)

    def _divided(self) -> Iterator[PacketStep | None]:
        """Yield steps as they are read, and ``_END`` where a part ends; of parts in which nothing is sampled none."""
        context = self._stream.codec_context
        codec, extradata = context.name, context.extradata
        clock = clock_of(self._container, self._stream)
        selector = FrameSelector(self._sampler, clock, self._stream.time_base)
        held: list[PacketStep] = []  # of a part that may yet be left out
        wanted, count = False, 0
        first: int | None = None  # the timestamp with which this part begins; the video's first part has none
        newest = -math.inf
        for step in selector.steps(demux(self._container, self._stream)):
            packet = step.packet
            if packet.pts is None:  # the empty one at the end
                break
            if packet.has_sidedata("new_extradata"):
                raise PacketMismatchError  # only the thread that decodes this packet would hear of it
            may_begin = count >= LEAST and packet.is_keyframe and packet.pts > newest
            if may_begin and begins_anew(bytes(packet), codec, extradata):
                if wanted:
                    yield from held
                    yield _END
                held, wanted, count, first = [], False, 0, packet.pts
            elif first is not None and packet.pts < first:
                raise PacketMismatchError  # shown before the picture that should have begun anew
            newest = max(newest, packet.pts)
            held.append(step)
            count, wanted = count + 1, wanted or step.due is not None
            if first is None:
                if count > MOST:
                    raise PacketMismatchError
            elif wanted or count > MOST:
                yield from held
                held, wanted = [], True
        if first is None:
            raise PacketMismatchError
        if wanted:
            yield from held
            yield _END
        self.duration = clock.end

    def _open_part(self) -> _Part:
        self._room.acquire()
        part = _Part()
        self._parts.put(part)
        self._work.put(part)
        return part

    def _encode(self, encode: Encode) -> None:
        """A thread that decodes parts and encodes what is sampled of them."""
        container = None
        while (part := self._work.get()) is not _END:
            try:
                if container is None:
                    container, stream = open_video(self.path, threads=1)
                    pictures = PictureConverter(stream)
                self._take(part, stream.codec_context, pictures, encode)
            except BaseException as error:
                part.found.put(error)
            else:
                part.found.put(_END)
        if container is not None:
            container.close()

    def _take(self, part: _Part, context: av.CodecContext, pictures: PictureConverter, encode: Encode) -> None:
        expected = ExpectedFrames()

        def encode_due(frames: Sequence[av.VideoFrame]) -> None:
            for frame in frames:
                pictures.hear(frame)
                due = expected.match(frame)
                if due is not None:
                    image = pictures.to_bgr(frame)
                    self._on_picture(due.time, image)
                    part.found.put((due, encode(image)))

        for step in _until_end(part.steps):
            self._allowance.give_back(step.packet.size)
            if self._stopped.is_set():
                return
            encode_due(expected.decode(context, step))
        encode_due(context.decode(None))  # what the decoder still holds
        context.flush_buffers()
        expected.end()


def _until_end(queue: SimpleQueue) -> Iterator:
    """What comes out of ``queue`` before ``_END``; an exception in it is raised."""
    try:
        while (one := queue.get()) is not _END:
            if isinstance(one, BaseException):
                raise one
            yield one
    finally:
        one = None  # an exception that held this frame, which holds it, would keep the decoders and CNNs of all threads
