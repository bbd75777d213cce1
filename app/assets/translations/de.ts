<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>window</name>
    <message><source>Open video…</source><translation>Video öffnen…</translation></message>
    <message><source>Sources</source><translation>Quellen</translation></message>
    <message><source>Demo</source><translation>Demo</translation></message>
    <message><source>Teach</source><translation>Anlernen</translation></message>
    <message><source>Model</source><translation>Modell</translation></message>
    <message><source>Record</source><translation>Aufnehmen</translation></message>
    <message><source>Side panel</source><translation>Seitenleiste</translation></message>
    <message><source>Settings</source><translation>Einstellungen</translation></message>
    <message><source>Full screen</source><translation>Vollbild</translation></message>
    <message><source>Help</source><translation>Hilfe</translation></message>
    <message><source>Open a video file</source><translation>Eine Videodatei öffnen</translation></message>
    <message><source>Cameras, the screen, addresses, the last sources</source><translation>Kameras, der Bildschirm, Adressen, die letzten Quellen</translation></message>
    <message><source>Play the demo clip</source><translation>Den Demo-Clip abspielen</translation></message>
    <message><source>Choose a model</source><translation>Ein Modell wählen</translation></message>
    <message><source>Record the annotated picture</source><translation>Das beschriftete Bild aufnehmen</translation></message>
    <message><source>Stop recording</source><translation>Aufnahme beenden</translation></message>
    <message><source>Show or hide the side panel</source><translation>Die Seitenleiste zeigen oder verbergen</translation></message>
    <message><source>Keys and help</source><translation>Tasten und Hilfe</translation></message>
    <message><source>Opening…</source><translation>Wird geöffnet…</translation></message>
    <message><source>Playing</source><translation>Läuft</translation></message>
    <message><source>Paused</source><translation>Angehalten</translation></message>
    <message><source>No picture</source><translation>Kein Bild</translation></message>
    <message><source>Reconnecting…</source><translation>Verbindet erneut…</translation></message>
    <message><source>Ended</source><translation>Zu Ende</translation></message>
    <message><source>Stopped</source><translation>Gestoppt</translation></message>
    <message><source>Live</source><translation>Live</translation></message>
    <message><source>Pause</source><translation>Anhalten</translation></message>
    <message><source>Play</source><translation>Abspielen</translation></message>
    <message><source>Play again</source><translation>Noch einmal abspielen</translation></message>
    <message><source>Try again</source><translation>Noch einmal versuchen</translation></message>
    <message><source>Segments</source><translation>Abschnitte</translation></message>
    <message><source>The list of segments: jump, correct, export</source><translation>Die Liste der Abschnitte: springen, verbessern, exportieren</translation></message>
    <message><source>PAUSED</source><translation>ANGEHALTEN</translation></message>
    <message><source>ENDED – Space plays it again</source><translation>ZU ENDE – Leertaste spielt es noch einmal</translation></message>
    <message><source>Warming up</source><translation>Wärmt auf</translation></message>
    <message><source>No picture from the camera</source><translation>Kein Bild von der Kamera</translation></message>
    <message><source>The screen cannot be shown</source><translation>Der Bildschirm kann nicht gezeigt werden</translation></message>
    <message><source>This video cannot be played</source><translation>Dieses Video kann nicht abgespielt werden</translation></message>
    <message><source>This model cannot be used</source><translation>Dieses Modell kann nicht benutzt werden</translation></message>
    <message><source>No picture from this source</source><translation>Kein Bild von dieser Quelle</translation></message>
    <message><source>Use camera</source><translation>Kamera benutzen</translation></message>
    <message><source>Play the demo</source><translation>Demo abspielen</translation></message>
    <message><source>This is the demo. Next:</source><translation>Das ist die Demo. Weiter:</translation></message>
    <message><source>Open a recording</source><translation>Eine Aufnahme öffnen</translation></message>
    <message><source>Watch the screen</source><translation>Den Bildschirm beobachten</translation></message>
    <message><source>Teach it your game</source><translation>Ihr Spiel anlernen</translation></message>
    <message><source>Action</source><translation>Handlung</translation></message>
    <message><source>Last minute</source><translation>Letzte Minute</translation></message>
    <message><source>Speed</source><translation>Tempo</translation></message>
    <message><source>Keys</source><translation>Tasten</translation></message>
    <message><source>Close</source><translation>Schließen</translation></message>
    <message><source>Label as…</source><translation>Benennen…</translation></message>
    <message><source>Edit…</source><translation>Ändern…</translation></message>
    <message><source>Undo</source><translation>Rückgängig</translation></message>
    <message><source>Redo</source><translation>Wiederholen</translation></message>
    <message><source>Highlights…</source><translation>Höhepunkte…</translation></message>
    <message><source>Export…</source><translation>Exportieren…</translation></message>
    <message><source>All labels</source><translation>Alle</translation></message>
    <message><source>any length</source><translation>jede Länge</translation></message>
    <message><source>sure or not</source><translation>beliebig sicher</translation></message>
    <message><source>Take over</source><translation>Übernehmen</translation></message>
    <message><source>Starts here (at the playhead)</source><translation>Beginnt hier (beim Abspielkopf)</translation></message>
    <message><source>Ends here (at the playhead)</source><translation>Endet hier (beim Abspielkopf)</translation></message>
    <message><source>Split at the playhead</source><translation>Beim Abspielkopf teilen</translation></message>
    <message><source>Merge the selected</source><translation>Die gewählten verbinden</translation></message>
    <message><source>Delete</source><translation>Löschen</translation></message>
    <message><source>Keep beside the video</source><translation>Neben dem Video aufbewahren</translation></message>
    <message><source>The live label</source><translation>Die laufende Beschriftung</translation></message>
    <message><source>calm</source><translation>ruhig</translation></message>
    <message><source>quick</source><translation>schnell</translation></message>
    <message><source>Very calm</source><translation>Sehr ruhig</translation></message>
    <message><source>Calm</source><translation>Ruhig</translation></message>
    <message><source>Balanced</source><translation>Ausgewogen</translation></message>
    <message><source>Quick</source><translation>Schnell</translation></message>
    <message><source>Very quick</source><translation>Sehr schnell</translation></message>
    <message><source>as set below</source><translation>wie unten eingestellt</translation></message>
    <message><source>Advanced…</source><translation>Erweitert…</translation></message>
    <message><source>As it was at first</source><translation>Wie am Anfang</translation></message>
    <message><source>Recordings folder</source><translation>Ordner für Aufnahmen</translation></message>
    <message><source>Save the last</source><translation>Die letzten sichern</translation></message>
    <message><source>Teach the last</source><translation>Die letzten anlernen</translation></message>
    <message><source>Sound</source><translation>Ton</translation></message>
    <message><source>Language</source><translation>Sprache</translation></message>
    <message><source>Pause and go on</source><translation>Anhalten und weiter</translation></message>
    <message><source>Video files</source><translation>Videodateien</translation></message>
    <message><source>In the list of segments</source><translation>In der Liste der Abschnitte</translation></message>
    <message><source>Saving</source><translation>Sichern</translation></message>
    <message><source>Window</source><translation>Fenster</translation></message>
    <message><source>While you teach</source><translation>Beim Anlernen</translation></message>
    <message><source>Mute, and be heard again</source><translation>Stumm, und wieder hörbar</translation></message>
    <message><source>Quieter, louder</source><translation>Leiser, lauter</translation></message>
    <message><source>5 seconds back, on</source><translation>5 Sekunden zurück, vor</translation></message>
    <message><source>1 second back, on</source><translation>1 Sekunde zurück, vor</translation></message>
    <message><source>A minute back, on</source><translation>Eine Minute zurück, vor</translation></message>
    <message><source>One frame back, on</source><translation>Ein Bild zurück, vor</translation></message>
    <message><source>To the beginning, to a time</source><translation>Zum Anfang, zu einer Zeit</translation></message>
    <message><source>Slower, faster</source><translation>Langsamer, schneller</translation></message>
    <message><source>The segment before, the next</source><translation>Der vorige Abschnitt, der nächste</translation></message>
    <message><source>Record, and stop</source><translation>Aufnehmen und beenden</translation></message>
    <message><source>Statistics</source><translation>Statistik</translation></message>
    <message><source>This sheet</source><translation>Dieses Blatt</translation></message>
    <message><source>Quit</source><translation>Beenden</translation></message>
    <message><source>Choose its label</source><translation>Seine Benennung wählen</translation></message>
    <message><source>All of them</source><translation>Alle</translation></message>
    <message><source>Delete the chosen segments</source><translation>Die gewählten Abschnitte löschen</translation></message>
    <message><source>Library</source><translation>Bibliothek</translation></message>
    <message><source>Find moments in all your recordings</source><translation>Momente in allen Aufnahmen finden</translation></message>
    <message><source>Library: find moments; more like this one</source><translation>Bibliothek: Momente finden; mehr wie dieser</translation></message>
    <message><source>Playback</source><translation>Wiedergabe</translation></message>
    <message><source>Start</source><translation>Anfang</translation></message>
    <message><source>Label</source><translation>Benennung</translation></message>
    <message><source>Length</source><translation>Länge</translation></message>
    <message><source>Sure</source><translation>Sicher</translation></message>
    <message><source>yours</source><translation>von Ihnen</translation></message>
</context>
</TS>
