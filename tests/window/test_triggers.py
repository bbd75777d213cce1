"""Rules in the window: edited, kept, tried on the timeline; and clips that saved themselves are undone."""

from __future__ import annotations

import json
import urllib.request

from app.integrations.connections import Connections
from app.integrations.obs_password import kept_password
from app.integrations.overlay_address import OverlayAddress
from app.integrations.overlay_server import OverlayServer
from app.integrations.rules import Rule, load_rules, save_rules
from app.live.session import State
from app.recorded.scan_store import StoredScan
from app.recording.saved_clips import REMOVED, SavedClip
from app.settings import Settings
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window import theme
from app.window.connections_row import ConnectionsRow
from tests.app.integrations.fake_obs import FakeObs


def test_a_rule_is_made_changed_and_removed(window, qtbot):
    dialog = window.triggers.make()
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.rowCount() == 0 and not dialog.inputs["do"].isEnabled()
    dialog._add()
    dialog.inputs["labels"].setText("gun, chests")
    dialog.inputs["labels"].editingFinished.emit()
    dialog.inputs["seconds"].setValue(1.5)
    dialog.inputs["do"].setCurrentText("run")
    assert "a command" in dialog.problem.text() and load_rules()[0] == []  # what cannot be done is not kept
    dialog.inputs["what"].setText("true")
    dialog.inputs["what"].editingFinished.emit()
    wanted = Rule(("gun", "chests"), seconds=1.5, cooldown=10.0, do="run", what="true", enabled=False)
    assert dialog.problem.text() == "" and load_rules() == ([wanted], "")
    dialog.table.item(0, 0).setCheckState(2)
    assert load_rules()[0][0].enabled and window.record_control.recordings.triggers.kept[0].enabled
    dialog.inputs["what"].setText("no-such-program-anywhere")
    dialog.inputs["what"].editingFinished.emit()
    assert "whole path" in dialog.problem.text() and dialog.table.item(0, 1).text() == "cannot be done"
    dialog._remove()
    assert load_rules() == ([], "") and dialog.table.rowCount() == 0


def test_rules_are_tried_on_the_timeline(window, qtbot):
    document = window.replay.document
    document.source, document._spec = "clip.mp4", window.session.spec
    document.timeline.fill([Segment(0, 3, "others", 0.9), Segment(3, 6, "gun", 0.9), Segment(6, 6.2, "chop", 0.9)], 0.0)
    document.scan = StoredScan(10.0, 10.0, True)
    bar = window.transport_bar.bar
    bar.show_duration(10.0)
    red = lambda: bar.grab().toImage().pixelColor(round(bar.x_of(3.5)), bar.height() - 4)  # noqa: E731
    assert red().name() != theme.LIVE.lower()
    assert window.triggers.try_rules([Rule(("gun", "chop"), seconds=0.5, enabled=False)]) == "Would have fired 1 time"
    assert red().name() == theme.LIVE.lower()
    assert window.triggers.try_rules([Rule()]) == "Would have fired 3 times"
    document.scan = StoredScan(10.0, 5.0, False)
    assert window.triggers.try_rules([Rule()]) == "Would have fired 3 times in the first 50%"
    document.timeline = EditableTimeline()
    assert window.triggers.try_rules([Rule()]).startswith("Not scanned yet")
    document.source = ""
    assert window.triggers.try_rules([Rule()]) == "Open a video first"


def test_a_clip_is_undone_from_the_list(window, qtbot, tmp_path):
    dialog = window.triggers.make()
    qtbot.addWidget(dialog)
    file = tmp_path / "gun.mp4"
    file.write_bytes(b"x")
    window.record_control.recordings.saved.add(SavedClip((file,), ("gun",), "", 33.0))
    assert dialog.clips.item(0, 0).text() == "gun.mp4   33 s"
    dialog.undo.click()
    assert (
        not file.exists() and (tmp_path / REMOVED / "gun.mp4").exists() and dialog.clips.item(0, 1).text() == "undone"
    )
    dialog.undo.click()
    assert file.exists() and "Put back" in window.picture_stack.toast.text


def test_rules_of_a_file_are_shown_and_the_dialog_hears_no_more_once_closed(window, qtbot):
    save_rules([Rule(("gun",), do="clip", what="30")])
    window.record_control.recordings.triggers.use(load_rules()[0])
    dialog = window.triggers.make()
    qtbot.addWidget(dialog)
    assert dialog.table.item(0, 0).text() == "gun begins: clip 30"
    dialog.accept()
    window.record_control.recordings.saved.changed.emit()


def test_the_overlay_page_follows_the_window_and_the_settings(window, qtbot):
    made = Connections(Settings())
    window.use_connections(made)
    assert made.overlay.server is None
    window.settings.change(overlay="nowhere")
    assert "1024 to 65535" in window.picture_stack.toast.text and made.overlay.server is None
    probe = OverlayServer(OverlayAddress("127.0.0.1", 0))
    port = probe.address.port
    probe.close()
    window.settings.change(overlay=str(port))
    window.open_source("other.mp4")
    window.session.move(State.PLAYING)
    window.session.predict("gun", 0.9)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/state", timeout=30) as answer:
        state = json.load(answer)
    assert (state["label"], state["state"], state["source"]) == ("gun", "playing", "other.mp4")
    dialog = window.triggers.make()
    qtbot.addWidget(dialog)
    row = dialog.findChild(ConnectionsRow)
    assert (
        row.overlay.text() == f"Overlay page: http://127.0.0.1:{port}/overlay" and row.obs.text() == "OBS: not used yet"
    )


def test_obs_password_is_typed_once(window, qtbot):
    fake = FakeObs(password="s3cret")
    window.use_connections(Connections(Settings(obs=f"127.0.0.1:{fake.port}")))
    dialog = window.triggers.make()
    qtbot.addWidget(dialog)
    row = dialog.findChild(ConnectionsRow)
    row.connect_obs()
    qtbot.waitUntil(lambda: (row.show_state(), "wants a password" in row.obs.text())[1])
    row.password.setText("s3cret")
    row.connect_obs()
    qtbot.waitUntil(lambda: (row.show_state(), row.obs.text() == "OBS: connected to OBS 29.0.2")[1])
    assert row.password.text() == "" and kept_password() == "s3cret"
    fake.kill()
