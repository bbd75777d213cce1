"""Stages that train on what the CNN makes of every video, and leave the CNN as it is: frame rate, head, offline head."""

from __future__ import annotations

from dataclasses import replace

from model.evaluation.report import summary_line
from model.network.backbones import keras
from model.network.offline_head import build_offline_head
from model.training.callbacks import forget
from model.training.embeddings import VideoEmbeddings, encode_videos
from model.training.frozen import fingerprint, freeze
from model.training.head import train_head
from model.training.offline_head import train_offline_head
from model.training.stage import Stage, Training

RATES = (7.0, 10.0, 15.0)  # frames per second of video time that `auto` compares
CLOSE = 0.003  # of accuracy over time: a rate that is this close to the best one is as good
PATIENCE = 8  # epochs


def encode_dataset(
    training: Training, passes: int, parts: tuple[str, ...] = ("training", "validation"), on_clock: bool = False
) -> dict[str, list[VideoEmbeddings]]:
    """What the CNN as it is now makes of the dataset's videos; what an earlier run encoded is loaded.

    Args:
        training: Its networks, footage and work folder.
        passes: Times each training video is encoded, all but the first one augmented; validation videos once.
        parts: Of the dataset.
        on_clock: Only the frames of the model's clock (``encode_videos``).

    Raises:
        FootageError: A video cannot be read.
    """
    spec, seed = training.parts.spec, training.config.seed
    encoder = training.parts.encoder
    pictures = [fingerprint(encoder.get_weights()), seed, *spec.image_size, spec.scaling]
    clock = ["clock", f"{spec.sample_fps:g}", spec.clip_length] if on_clock else ["frames"]
    folder = training.work.path / "embeddings" / "-".join(map(str, clock + pictures))
    folder.mkdir(parents=True, exist_ok=True)
    frozen = freeze(encoder, folder / "encoder.tflite")
    encoded = {}
    for part in parts:
        videos, times = training.dataset[part], passes if part == "training" else 1
        advance = training.progress.task(f"Encoding {part} videos", len(videos) * times)
        encoded[part] = encode_videos(folder, videos, frozen, spec, times, seed, advance, on_clock)
    return encoded


class FrameRateStage(Stage):
    """Compares RATES with half the epochs each, every one from the same fresh head, and gives the spec the best one."""

    name = "frame_rate"
    options = ("seed", "head_epochs", "passes")
    on_clock = False

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``rates``, each one's figures (``metrics.summarise``), and ``chosen``."""
        config, parts = training.config, training.parts
        encoded, epochs = encode_dataset(training, config.passes), max(1, config.head_epochs // 2)
        rates = {}
        for rate in RATES:
            training.reset_random_states()
            parts.head.set_weights(training.first_head)
            callbacks = training.callbacks(
                self._trial(rate), f"Head at {rate:g} frames/s", key, patience=PATIENCE, latest=False
            )
            _, rates[f"{rate:g}"] = train_head(
                parts.head, parts.spec.with_(sample_fps=rate), encoded["training"], encoded["validation"], epochs,
                config.seed, callbacks,
            )  # fmt: skip
            training.progress.say(f"{rate:g} frames/s: {summary_line(rates[f'{rate:g}'])}")
        parts.head.set_weights(training.first_head)
        return {"rates": rates, "chosen": better_rate({float(rate): figures for rate, figures in rates.items()})}

    def save(self, training: Training, key: dict, result: dict) -> None:
        """As ``Stage.save``."""
        super().save(training, key, result)
        for rate in RATES:
            forget(training.work.path, self._trial(rate))

    def _trial(self, rate: float) -> str:
        return f"{self.name}_{rate:g}"

    def complete(self, training: Training) -> None:
        """As ``Stage.complete``; then the spec has the chosen rate."""
        super().complete(training)
        chosen = training.results[self.name]["chosen"]
        training.parts = replace(training.parts, spec=training.parts.spec.with_(sample_fps=chosen))


def better_rate(trials: dict[float, dict]) -> float:
    """The frame rate to use.

    Args:
        trials: Figures (``metrics.summarise``) by rate.

    Returns:
        The best over time; of those within CLOSE of it the quickest to notice a change.
    """
    best = max(figures["time_accuracy"] or 0.0 for figures in trials.values())
    close = {fps: f for fps, f in trials.items() if (f["time_accuracy"] or 0.0) >= best - CLOSE}
    return min(close, key=lambda fps: (close[fps]["delay_median_s"] or 99.0, fps))


class HeadStage(Stage):
    """Trains the head alone, on the embeddings of every video."""

    name = "head"
    options = ("seed", "head_epochs", "passes")

    def network(self, training: Training) -> keras.Model:
        """The head."""
        return training.parts.head

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``epochs``, the figures of each one, and ``figures``, the best one's (``metrics.summarise``)."""
        config, parts = training.config, training.parts
        encoded = encode_dataset(training, config.passes)
        title = f"Head at {parts.spec.sample_fps:g} frames/s"
        callbacks = training.callbacks(self.name, title, key, patience=PATIENCE, latest=False)
        history, figures = train_head(
            parts.head,
            parts.spec,
            encoded["training"],
            encoded["validation"],
            config.head_epochs,
            config.seed,
            callbacks,
        )
        training.progress.say(f"Head, epoch {figures['epoch']}: {summary_line(figures)}")
        return {"epochs": history, "figures": figures}


class OfflineHeadStage(Stage):
    """Trains an offline head for the CNN as it is."""

    name = "offline_head"
    options = ("seed", "offline_head_epochs", "passes")

    def first_weights(self, training: Training) -> str:
        """A fingerprint of the CNN: the head that predicts live has no part in it."""
        return fingerprint(training.parts.encoder.get_weights())

    def network(self, training: Training) -> keras.Model:
        """The offline head; a fresh one where none was trained yet."""
        if training.offline_head is None:
            parts = training.parts
            training.offline_head = build_offline_head(parts.encoder.output_shape[-1], len(parts.spec.labels))
        return training.offline_head

    def run(self, training: Training, key: dict) -> dict:
        """Train; gives ``epochs``, ``figures`` and ``switch_cost`` (``TrainedOfflineHead``)."""
        config, spec = training.config, training.parts.spec
        encoded = encode_dataset(training, config.passes, on_clock=True)
        trained = train_offline_head(
            spec, encoded["training"], encoded["validation"], config.offline_head_epochs, config.seed,
            training.callbacks(self.name, "Offline head", key),
        )  # fmt: skip
        # A network of its own, without the optimizer that the trained one would store beside its weights.
        self.network(training).set_weights(trained.network.get_weights())
        return {"epochs": trained.history, "figures": trained.figures, "switch_cost": trained.switch_cost}
