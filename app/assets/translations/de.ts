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
    <message><source>sure or not</source><translation>beliebig</translation></message>
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
    <message><source>Start</source><translation>Start</translation></message>
    <message><source>Label</source><translation>Benennung</translation></message>
    <message><source>Length</source><translation>Länge</translation></message>
    <message><source>Sure</source><translation>Sicher</translation></message>
    <message><source>yours</source><translation>Ihre</translation></message>
    <message><source>Probability of each action</source><translation>Wahrscheinlichkeit jeder Aktion</translation></message>
    <message><source>{label} {value} percent</source><translation>{label} {value} Prozent</translation></message>
    <message><source>Drag · wheel: size · double click: lock</source><translation>Ziehen · Rad: Größe · Doppelklick: festmachen</translation></message>
    <message><source>Overlay page: off; give it a port in the settings (Ctrl+,), such as 8765</source><translation>Overlay-Seite: aus; ein Port in den Einstellungen (Strg+,), etwa 8765, schaltet sie ein</translation></message>
    <message><source>OBS' password, once</source><translation>Passwort von OBS, einmal</translation></message>
    <message><source>OBS' password</source><translation>Passwort von OBS</translation></message>
    <message><source>Connect</source><translation>Verbinden</translation></message>
    <message><source>Overlay page: {address}</source><translation>Overlay-Seite: {address}</translation></message>
    <message><source>Videos ({kinds});;All files (*)</source><translation>Videos ({kinds});;Alle Dateien (*)</translation></message>
    <message><source>{name} is there already, by this program. Replace it?</source><translation>{name} gibt es schon, von diesem Programm. Ersetzen?</translation></message>
    <message><source>Open videos</source><translation>Videos öffnen</translation></message>
    <message><source>Median time from a frame's capture to its classification</source><translation>Median der Zeit von der Aufnahme eines Bildes bis zu seiner Erkennung</translation></message>
    <message><source>{part} of {whole}</source><translation>{part} von {whole}</translation></message>
    <message><source>Close this hint</source><translation>Diesen Hinweis schließen</translation></message>
    <message><source>Teach it your game: mark moments, learn from them (Shift+T)</source><translation>Ihr Spiel anlernen: Momente markieren, daraus lernen (Umschalt+T)</translation></message>
    <message><source>Labels of the last minute</source><translation>Aktionen der letzten Minute</translation></message>
    <message><source>As they were found</source><translation>So wie gefunden</translation></message>
    <message><source>{count} moments marked in {name}; Ctrl+Z takes them back</source><translation>{count} Momente in {name} markiert; Strg+Z nimmt sie zurück</translation></message>
    <message><source>A folder of recordings</source><translation>Ein Ordner mit Aufnahmen</translation></message>
    <message><source>{name} is looked through at low priority; open Library again to see what was found</source><translation>{name} wird im Hintergrund durchgesehen; öffnen Sie die Bibliothek später wieder, um zu sehen, was gefunden wurde</translation></message>
    <message><source>{name} is not where it was; add the folder that it is in now</source><translation>{name} ist nicht mehr, wo es war; fügen Sie den Ordner hinzu, in dem es jetzt liegt</translation></message>
    <message><source>; {count} are of videos that are gone</source><translation>; {count} stammen aus Videos, die nicht mehr da sind</translation></message>
    <message><source>{count} moments most like that one, of {videos} videos. A filter ends this.</source><translation>Die {count} ähnlichsten Momente aus {videos} Videos. Ein Filter beendet das.</translation></message>
    <message><source>Nothing in {videos} videos is like that; ask for less.</source><translation>Nichts in {videos} Videos ist so; suchen Sie weniger genau.</translation></message>
    <message><source>{count} in {videos} videos. Click to go there.</source><translation>{count} in {videos} Videos. Ein Klick führt hin.</translation></message>
    <message><source>{count} in {videos} videos, the first {part} shown. Click to go there.</source><translation>{count} in {videos} Videos, die ersten {part} sind zu sehen. Ein Klick führt hin.</translation></message>
    <message><source>Add a folder…</source><translation>Ordner hinzufügen…</translation></message>
    <message><source>Look through a folder of recordings, at low priority</source><translation>Einen Ordner mit Aufnahmen im Hintergrund durchsehen</translation></message>
    <message><source>Show more</source><translation>Mehr zeigen</translation></message>
    <message><source>More like this</source><translation>Ähnliche</translation></message>
    <message><source>Moments that look like the chosen result, or like what the picture shows now</source><translation>Momente, die dem gewählten Ergebnis ähneln oder dem, was das Bild jetzt zeigt</translation></message>
    <message><source>Label all of these…</source><translation>Alle benennen…</translation></message>
    <message><source>Marks in the teaching project that is open: the chosen results, or all that are shown</source><translation>Markierungen im offenen Lernprojekt: die gewählten Ergebnisse oder alle gezeigten</translation></message>
    <message><source>Part of a file's or folder's name…</source><translation>Teil eines Datei- oder Ordnernamens…</translation></message>
    <message><source> % sure</source><translation> % sicher</translation></message>
    <message><source>Only where this happens within ten seconds of it</source><translation>Nur wo dies höchstens zehn Sekunden davon entfernt geschieht</translation></message>
    <message><source>Name</source><translation>Name</translation></message>
    <message><source>Near another label</source><translation>In der Nähe einer anderen Aktion</translation></message>
    <message><source>At least so long</source><translation>Mindestens so lang</translation></message>
    <message><source>At least so sure</source><translation>Mindestens so sicher</translation></message>
    <message><source>Order</source><translation>Reihenfolge</translation></message>
    <message><source>Newest first</source><translation>Neueste</translation></message>
    <message><source>Surest first</source><translation>Sicherste</translation></message>
    <message><source>Longest first</source><translation>Längste</translation></message>
    <message><source>By file</source><translation>Nach Datei</translation></message>
    <message><source>Any label</source><translation>Jede Aktion</translation></message>
    <message><source>Near any</source><translation>Nähe: egal</translation></message>
    <message><source>Results</source><translation>Ergebnisse</translation></message>
    <message><source>no picture</source><translation>kein Bild</translation></message>
    <message><source>unknown</source><translation>unbekannt</translation></message>
    <message><source>Copied {text}</source><translation>{text} kopiert</translation></message>
    <message><source>Go to time</source><translation>Zu einer Zeit gehen</translation></message>
    <message><source>Seconds, or 1:02:03.5</source><translation>Sekunden oder 1:02:03,5</translation></message>
    <message><source>There is no other file in this direction</source><translation>In dieser Richtung gibt es keine weitere Datei</translation></message>
    <message><source>Open or drop several files first</source><translation>Öffnen Sie zuerst mehrere Dateien, oder ziehen Sie sie aufs Fenster</translation></message>
    <message><source>Only a recording can be gone to a time of</source><translation>Nur in einer Aufnahme kann man zu einer Zeit gehen</translation></message>
    <message><source>{text} is no time: write seconds, 1:15 or 1:02:03.5</source><translation>{text} ist keine Zeit: schreiben Sie Sekunden, 1:15 oder 1:02:03,5</translation></message>
    <message><source>by hand</source><translation>von Hand</translation></message>
    <message><source>Another folder…</source><translation>Anderer Ordner…</translation></message>
    <message><source>{name} is warming up…</source><translation>{name} läuft warm…</translation></message>
    <message><source>A model's folder (model.json is in it)</source><translation>Der Ordner eines Modells (mit model.json darin)</translation></message>
    <message><source>{name} goes on: {why}</source><translation>{name} macht weiter: {why}</translation></message>
    <message><source>Now {name}</source><translation>Jetzt {name}</translation></message>
    <message><source>{value} percent sure</source><translation>{value} Prozent sicher</translation></message>
    <message><source>unsure, {value} percent</source><translation>unsicher, {value} Prozent</translation></message>
    <message><source>Current action: {label}</source><translation>Aktion jetzt: {label}</translation></message>
    <message><source>Show in folder</source><translation>Im Ordner zeigen</translation></message>
    <message><source>set by you</source><translation>von Ihnen gesetzt</translation></message>
    <message><source>Nothing like this picture was among what the model learned from (Shift+T)</source><translation>Nichts wie dieses Bild war unter dem, woraus das Modell gelernt hat (Umschalt+T)</translation></message>
    <message><source>Unlike what it learned from: </source><translation>Anders als das, woraus es gelernt hat: </translation></message>
    <message><source>Unfamiliar picture: teach it?</source><translation>Unbekanntes Bild: anlernen?</translation></message>
    <message><source>brighter</source><translation>heller</translation></message>
    <message><source>darker</source><translation>dunkler</translation></message>
    <message><source>Something went wrong ({kind}); the log says what: {log}</source><translation>Etwas ging schief ({kind}); das Protokoll sagt, was: {log}</translation></message>
    <message><source>({count} dropped)</source><translation>({count} ausgelassen)</translation></message>
    <message><source>{count} files are still being saved; this one is not</source><translation>{count} Dateien werden noch gespeichert; diese nicht</translation></message>
    <message><source>Saving {count} files…</source><translation>{count} Dateien werden gespeichert…</translation></message>
    <message><source>Recorded {name}</source><translation>{name} aufgenommen</translation></message>
    <message><source>Nothing was recorded</source><translation>Nichts wurde aufgenommen</translation></message>
    <message><source>Open a source first, then record</source><translation>Öffnen Sie zuerst eine Quelle, dann nehmen Sie auf</translation></message>
    <message><source>Saved {name}</source><translation>{name} gespeichert</translation></message>
    <message><source>It could not be saved ({kind}); the log says why: {log}</source><translation>Es konnte nicht gespeichert werden ({kind}); das Protokoll sagt, warum: {log}</translation></message>
    <message><source>Highlights</source><translation>Höhepunkte</translation></message>
    <message><source>Cut these moments into a reel</source><translation>Diese Momente zu einem Film schneiden</translation></message>
    <message><source>Before and after each</source><translation>Vor und nach jedem</translation></message>
    <message><source>Longest reel</source><translation>Film höchstens</translation></message>
    <message><source>Encode nothing anew (cuts begin at keyframes)</source><translation>Nichts neu kodieren (Schnitte beginnen bei Schlüsselbildern)</translation></message>
    <message><source>Choose a file…</source><translation>Datei wählen…</translation></message>
    <message><source>Cutting {count} moments…</source><translation>{count} Momente werden geschnitten…</translation></message>
    <message><source>Nothing found so far has one of these labels</source><translation>Nichts bisher Gefundenes hat eine dieser Aktionen</translation></message>
    <message><source>Save the reel</source><translation>Den Film speichern</translation></message>
    <message><source>A reel is being made already</source><translation>Ein Film wird schon gemacht</translation></message>
    <message><source>Video (*.mp4 *.mkv *.mov)</source><translation>Video (*.mp4 *.mkv *.mov)</translation></message>
    <message><source>Reel written: {name}, {count} moments, {seconds} s</source><translation>Film geschrieben: {name}, {count} Momente, {seconds} s</translation></message>
    <message><source>Drag over what is to be watched</source><translation>Ziehen Sie über das, was beobachtet werden soll</translation></message>
    <message><source>.  Esc: none</source><translation>.  Esc: nichts</translation></message>
    <message><source>Choose a part of the screen: drag, or click a window</source><translation>Einen Teil des Bildschirms wählen: ziehen oder ein Fenster anklicken</translation></message>
    <message><source>, or click a window</source><translation>, oder klicken Sie ein Fenster an</translation></message>
    <message><source>Export the timeline</source><translation>Die Zeitleiste exportieren</translation></message>
    <message><source>Labels of {name}</source><translation>Aktionen aus {name}</translation></message>
    <message><source>nothing</source><translation>nichts</translation></message>
    <message><source>at most {value} %</source><translation>höchstens {value} %</translation></message>
    <message><source>Make the file's labels yours: in the selected segments, or everywhere</source><translation>Die Aktionen der Datei übernehmen: in den gewählten Abschnitten oder überall</translation></message>
    <message><source>nothing in common yet</source><translation>noch nichts gemeinsam</translation></message>
    <message><source>{share} agreement</source><translation>{share} Übereinstimmung</translation></message>
    <message><source>Only this label</source><translation>Nur diese Aktion</translation></message>
    <message><source>at least </source><translation>mindestens </translation></message>
    <message><source>Only segments of at least this length</source><translation>Nur Abschnitte von mindestens dieser Länge</translation></message>
    <message><source>Shortest segment, seconds</source><translation>Kürzester Abschnitt, Sekunden</translation></message>
    <message><source>Only segments of at most this confidence: the doubtful ones</source><translation>Nur Abschnitte von höchstens dieser Sicherheit: die zweifelhaften</translation></message>
    <message><source>Highest confidence, per cent</source><translation>Höchste Sicherheit, Prozent</translation></message>
    <message><source>Label as</source><translation>Benennen als</translation></message>
    <message><source>The live label, from calm to quick</source><translation>Die Aktion live, von ruhig bis schnell</translation></message>
    <message><source>How the live label is decided. Timelines and `classify` always use the program's own rules.</source><translation>Wie die Aktion live bestimmt wird. Zeitleisten und `classify` nehmen immer die Regeln des Programms.</translation></message>
    <message><source>Folder for recordings</source><translation>Ordner für Aufnahmen</translation></message>
    <message><source>When it happens…</source><translation>Wenn es geschieht…</translation></message>
    <message><source>off</source><translation>aus</translation></message>
    <message><source>on</source><translation>an</translation></message>
    <message><source>found by itself</source><translation>wird selbst gefunden</translation></message>
    <message><source>Mute</source><translation>Stumm</translation></message>
    <message><source>Volume</source><translation>Lautstärke</translation></message>
    <message><source>Be heard again</source><translation>Wieder hören</translation></message>
    <message><source>Video files…</source><translation>Videodateien…</translation></message>
    <message><source>Address…</source><translation>Adresse…</translation></message>
    <message><source>Cameras</source><translation>Kameras</translation></message>
    <message><source>Screen</source><translation>Bildschirm</translation></message>
    <message><source>Part of the screen, or a window…</source><translation>Teil des Bildschirms oder ein Fenster…</translation></message>
    <message><source>Address</source><translation>Adresse</translation></message>
    <message><source>rtsp://, http://, udp:// or tcp:// address, or a pattern such as frames/%04d.png:</source><translation>Adresse mit rtsp://, http://, udp:// oder tcp://, oder ein Muster wie frames/%04d.png:</translation></message>
    <message><source>The address was kept without its user, password or token; write all of it:</source><translation>Die Adresse wurde ohne Benutzer, Passwort oder Token gespeichert; schreiben Sie sie ganz:</translation></message>
    <message><source>First camera</source><translation>Erste Kamera</translation></message>
    <message><source>Playing one after another</source><translation>Spielt nacheinander</translation></message>
    <message><source>Recent</source><translation>Zuletzt</translation></message>
    <message><source>Screen {number}: {width} x {height}</source><translation>Bildschirm {number}: {width} x {height}</translation></message>
    <message><source>Whole screen</source><translation>Ganzer Bildschirm</translation></message>
    <message><source>none</source><translation>keine</translation></message>
    <message><source>Source</source><translation>Quelle</translation></message>
    <message><source>Captured</source><translation>Aufgenommen</translation></message>
    <message><source>Painted</source><translation>Gezeichnet</translation></message>
    <message><source>Classified</source><translation>Erkannt</translation></message>
    <message><source>One prediction</source><translation>Eine Erkennung</translation></message>
    <message><source>Capture to label</source><translation>Vom Bild zur Aktion</translation></message>
    <message><source>Dropped</source><translation>Ausgelassen</translation></message>
    <message><source>Stalls, reconnects</source><translation>Aussetzer, neu verbunden</translation></message>
    <message><source>Engine</source><translation>Rechenwerk</translation></message>
    <message><source>Memory</source><translation>Speicher</translation></message>
    <message><source>{rate} stated</source><translation>{rate} angegeben</translation></message>
    <message><source>rate unknown</source><translation>Rate unbekannt</translation></message>
    <message><source>loading</source><translation>lädt</translation></message>
    <message><source>late for display</source><translation>zu spät fürs Bild</translation></message>
    <message><source>model busy</source><translation>Modell beschäftigt</translation></message>
    <message><source>undecodable</source><translation>nicht dekodierbar</translation></message>
    <message><source>paused</source><translation>angehalten</translation></message>
    <message><source>Time per label: {said}</source><translation>Zeit je Aktion: {said}</translation></message>
    <message><source>Time per label. Export… writes it as statistics</source><translation>Zeit je Aktion. Exportieren… schreibt sie als Statistik</translation></message>
    <message><source>longest {time}</source><translation>längste {time}</translation></message>
    <message><source>Timeline of the video</source><translation>Zeitleiste des Videos</translation></message>
    <message><source>, set by you</source><translation>, von Ihnen gesetzt</translation></message>
    <message><source>Chapter: {title}</source><translation>Kapitel: {title}</translation></message>
    <message><source>The part of the video that the timeline shows</source><translation>Der Teil des Videos, den die Zeitleiste zeigt</translation></message>
    <message><source>Labels: </source><translation>Aktionen: </translation></message>
    <message><source>State</source><translation>Zustand</translation></message>
    <message><source>Source: {name}</source><translation>Quelle: {name}</translation></message>
    <message><source>{time} (frame {frame})</source><translation>{time} (Bild {frame})</translation></message>
    <message><source>Scan ended early</source><translation>Suche endete früh</translation></message>
    <message><source>Scanning {part}</source><translation>Suche läuft: {part}</translation></message>
    <message><source>Open a video first</source><translation>Öffnen Sie zuerst ein Video</translation></message>
    <message><source>Would have fired {count} time</source><translation>Hätte {count} mal ausgelöst</translation></message>
    <message><source>Would have fired {count} times</source><translation>Hätte {count} mal ausgelöst</translation></message>
    <message><source>Undone: {name}</source><translation>Rückgängig: {name}</translation></message>
    <message><source>Put back: {name}</source><translation>Zurückgeholt: {name}</translation></message>
    <message><source>When it happens</source><translation>Wenn es geschieht</translation></message>
    <message><source>When it happens, something happens</source><translation>Wenn es geschieht, geschieht etwas</translation></message>
    <message><source>Rules</source><translation>Regeln</translation></message>
    <message><source>Clips that saved themselves</source><translation>Clips, die sich selbst gespeichert haben</translation></message>
    <message><source>Remove</source><translation>Entfernen</translation></message>
    <message><source>Rule</source><translation>Regel</translation></message>
    <message><source>Saved by itself</source><translation>Von selbst gespeichert</translation></message>
    <message><source>Add a rule</source><translation>Regel hinzufügen</translation></message>
    <message><source>Try on this video</source><translation>An diesem Video probieren</translation></message>
    <message><source>any label; or some of {labels}</source><translation>jede Aktion; oder einige von {labels}</translation></message>
    <message><source>Put it back</source><translation>Zurückholen</translation></message>
    <message><source>cannot be done</source><translation>geht nicht</translation></message>
    <message><source>undone</source><translation>rückgängig</translation></message>
    <message><source>Video picture</source><translation>Videobild</translation></message>
    <message><source>Show the window</source><translation>Das Fenster zeigen</translation></message>
    <message><source>Move the label</source><translation>Das Schild verschieben</translation></message>
    <message><source>Esc leaves full screen</source><translation>Esc beendet das Vollbild</translation></message>
    <message><source>Label alone</source><translation>Nur das Schild</translation></message>
    <message><source>The program watches itself: move it aside, or have the label alone</source><translation>Das Programm beobachtet sich selbst: schieben Sie es zur Seite, oder zeigen Sie nur das Schild</translation></message>
    <message><source>Not marked</source><translation>Nicht markiert</translation></message>
    <message><source>No picture for {time} – waiting for the source</source><translation>Seit {time} kein Bild – wartet auf die Quelle</translation></message>
    <message><source>Lost the source {time} ago – reconnecting…</source><translation>Quelle vor {time} verloren – verbindet erneut…</translation></message>
    <message><source>Copy the time; with its label</source><translation>Die Zeit kopieren; mit ihrer Aktion</translation></message>
    <message><source>The file before, the next of several</source><translation>Die vorige, die nächste von mehreren Dateien</translation></message>
    <message><source>At the speed of recording</source><translation>In der Geschwindigkeit der Aufnahme</translation></message>
    <message><source>Loop: from A, to B, off</source><translation>Schleife: von A, bis B, aus</translation></message>
    <message><source>List of segments: correct and export</source><translation>Liste der Abschnitte: berichtigen und exportieren</translation></message>
    <message><source>Undo, redo a correction</source><translation>Eine Berichtigung zurücknehmen, wiederholen</translation></message>
    <message><source>The segment above, below; Shift: several</source><translation>Der Abschnitt darüber, darunter; Umschalt: mehrere</translation></message>
    <message><source>Label as the first … ninth</source><translation>Als erste … neunte Aktion benennen</translation></message>
    <message><source>Back to the video's keys</source><translation>Zurück zu den Tasten des Videos</translation></message>
    <message><source>Open videos (or drop files on the window)</source><translation>Videos öffnen (oder Dateien aufs Fenster ziehen)</translation></message>
    <message><source>Everything that can be watched</source><translation>Alles, was beobachtet werden kann</translation></message>
    <message><source>The camera</source><translation>Die Kamera</translation></message>
    <message><source>The demo clip</source><translation>Der Demo-Clip</translation></message>
    <message><source>Save this picture, the whole window</source><translation>Dieses Bild, das ganze Fenster speichern</translation></message>
    <message><source>Save the last seconds as a clip, as a GIF</source><translation>Die letzten Sekunden als Clip, als GIF speichern</translation></message>
    <message><source>When it happens: rules, and what saved itself</source><translation>Wenn es geschieht: Regeln, und was sich selbst gespeichert hat</translation></message>
    <message><source>Full screen and back (Esc leaves it)</source><translation>Vollbild und zurück (Esc beendet es)</translation></message>
    <message><source>Show or hide the bars</source><translation>Die Balken zeigen oder verbergen</translation></message>
    <message><source>Compact: the label alone, over everything</source><translation>Kompakt: nur das Schild, über allem</translation></message>
    <message><source>Teach it your game: labels and marks</source><translation>Ihr Spiel anlernen: Aktionen und Markierungen</translation></message>
    <message><source>Mark as long as it is held; live: what just was</source><translation>Markieren, solange gedrückt; live: was gerade war</translation></message>
    <message><source>It starts here, ends here; then a digit</source><translation>Beginnt hier, endet hier; dann eine Ziffer</translation></message>
    <message><source>Confirm all that is to be checked</source><translation>Alles zu Prüfende bestätigen</translation></message>
    <message><source>Smoothing</source><translation>Glättung</translation></message>
    <message><source>Averages the model's answers over about this long. 0: none.</source><translation>Mittelt die Antworten des Modells über etwa diese Zeit. 0: gar nicht.</translation></message>
    <message><source>Takes over at</source><translation>Übernimmt ab</translation></message>
    <message><source>How likely another label must be to take over.</source><translation>Wie wahrscheinlich eine andere Aktion sein muss, um zu übernehmen.</translation></message>
    <message><source>Gives way below</source><translation>Weicht unter</translation></message>
    <message><source>Less likely than this, a label gives way to the likeliest.</source><translation>Weniger wahrscheinlich als dies weicht eine Aktion der wahrscheinlichsten.</translation></message>
    <message><source>Shortest stay</source><translation>Bleibt mindestens</translation></message>
    <message><source>A label stays for at least this long.</source><translation>Eine Aktion bleibt mindestens so lange.</translation></message>
    <message><source>Unsure below</source><translation>Unsicher unter</translation></message>
    <message><source>Less likely than this, the label is shown with a question mark.</source><translation>Weniger wahrscheinlich als dies steht ein Fragezeichen an der Aktion.</translation></message>
    <message><source>Empty: a folder of the program's in your videos.</source><translation>Leer: ein Ordner des Programms bei Ihren Videos.</translation></message>
    <message><source>The picture with its label, as it came, or both.</source><translation>Das Bild mit seiner Aktion, so wie es kam, oder beides.</translation></message>
    <message><source>annotated</source><translation>beschriftet</translation></message>
    <message><source>raw</source><translation>roh</translation></message>
    <message><source>both</source><translation>beides</translation></message>
    <message><source>How far back G reaches.</source><translation>Wie weit G zurückreicht.</translation></message>
    <message><source>and after an event</source><translation>und nach einem Ereignis</translation></message>
    <message><source>How long a clip that is saved by itself goes on after its event.</source><translation>Wie lange ein von selbst gespeicherter Clip nach seinem Ereignis weitergeht.</translation></message>
    <message><source>Clips of events</source><translation>Clips von Ereignissen</translation></message>
    <message><source>What is saved by itself at an event.</source><translation>Was bei einem Ereignis von selbst gespeichert wird.</translation></message>
    <message><source>How far back a digit reaches that marks a live source while you teach.</source><translation>Wie weit eine Ziffer zurückreicht, die beim Anlernen eine Live-Quelle markiert.</translation></message>
    <message><source>Of the window, from its next start on; system: the one that your system speaks.</source><translation>Des Fensters, ab dem nächsten Start; system: die Ihres Systems.</translation></message>
    <message><source>system</source><translation>System</translation></message>
    <message><source>Whether recordings are heard.</source><translation>Ob Aufnahmen zu hören sind.</translation></message>
    <message><source>Overlay page</source><translation>Overlay-Seite</translation></message>
    <message><source>A port, such as 8765: serves the label as a page for OBS on this machine. HOST:PORT: for others, with a token.</source><translation>Ein Port, etwa 8765: liefert die Aktion als Seite für OBS auf diesem Rechner. HOST:PORT: für andere, mit einem Token.</translation></message>
    <message><source>OBS</source><translation>OBS</translation></message>
    <message><source>Where OBS listens, HOST:PORT; empty: found by itself on this machine.</source><translation>Wo OBS lauscht, HOST:PORT; leer: wird auf diesem Rechner selbst gefunden.</translation></message>
    <message><source>Labels</source><translation>Aktionen</translation></message>
    <message><source>Which labels, with commas; empty: any.</source><translation>Welche Aktionen, mit Kommas; leer: jede.</translation></message>
    <message><source>When it</source><translation>Wenn sie</translation></message>
    <message><source>When it begins, when it ends, or when the picture is lost.</source><translation>Wenn sie beginnt, wenn sie endet, oder wenn das Bild verloren geht.</translation></message>
    <message><source>begin</source><translation>beginnt</translation></message>
    <message><source>end</source><translation>endet</translation></message>
    <message><source>lost</source><translation>verloren geht</translation></message>
    <message><source>How likely it must be on average.</source><translation>Wie wahrscheinlich sie im Mittel sein muss.</translation></message>
    <message><source>Lasts at least</source><translation>Dauert mindestens</translation></message>
    <message><source>How long it must last.</source><translation>Wie lange sie dauern muss.</translation></message>
    <message><source>Then rest for</source><translation>Dann Ruhe für</translation></message>
    <message><source>How long the rule rests after it was done.</source><translation>Wie lange die Regel danach ruht.</translation></message>
    <message><source>Do</source><translation>Tun</translation></message>
    <message><source>What is done.</source><translation>Was getan wird.</translation></message>
    <message><source>clip</source><translation>Clip</translation></message>
    <message><source>run</source><translation>Programm</translation></message>
    <message><source>event</source><translation>Ereigniszeile</translation></message>
    <message><source>obs</source><translation>OBS</translation></message>
    <message><source>sound</source><translation>Ton</translation></message>
    <message><source>With what</source><translation>Womit</translation></message>
    <message><source>What exactly.</source><translation>Was genau.</translation></message>
    <message><source>seconds before the event; empty: as the settings say</source><translation>Sekunden vor dem Ereignis; leer: wie in den Einstellungen</translation></message>
    <message><source>a command: a program and its arguments</source><translation>ein Befehl: ein Programm und seine Argumente</translation></message>
    <message><source>a file to which a line of JSON is appended</source><translation>eine Datei, an die eine Zeile JSON angehängt wird</translation></message>
    <message><source>replay, chapter NAME, scene NAME, show SOURCE, hide SOURCE or text SOURCE</source><translation>replay, chapter NAME, scene NAME, show QUELLE, hide QUELLE oder text QUELLE</translation></message>
    <message><source>a sound file (WAV, MP3, FLAC, Vorbis); empty: the program's own cue</source><translation>eine Tondatei (WAV, MP3, FLAC, Vorbis); leer: der Ton des Programms</translation></message>
    <message><source>Table (CSV)</source><translation>Tabelle (CSV)</translation></message>
    <message><source>Everything, with all probabilities (JSON)</source><translation>Alles, mit allen Wahrscheinlichkeiten (JSON)</translation></message>
    <message><source>Subtitles (SubRip)</source><translation>Untertitel (SubRip)</translation></message>
    <message><source>Subtitles (WebVTT)</source><translation>Untertitel (WebVTT)</translation></message>
    <message><source>Cut list (EDL, CMX 3600)</source><translation>Schnittliste (EDL, CMX 3600)</translation></message>
    <message><source>Segments for LosslessCut (CSV)</source><translation>Abschnitte für LosslessCut (CSV)</translation></message>
    <message><source>Project of LosslessCut</source><translation>Projekt von LosslessCut</translation></message>
    <message><source>Project of BORIS</source><translation>Projekt von BORIS</translation></message>
    <message><source>Annotations for ELAN</source><translation>Annotationen für ELAN</translation></message>
    <message><source>Annotations (ActivityNet)</source><translation>Annotationen (ActivityNet)</translation></message>
    <message><source>Task for Label Studio</source><translation>Aufgabe für Label Studio</translation></message>
    <message><source>Label track for Audacity</source><translation>Textspur für Audacity</translation></message>
    <message><source>Chapters for YouTube</source><translation>Kapitel für YouTube</translation></message>
    <message><source>Edit (OpenTimelineIO)</source><translation>Schnitt (OpenTimelineIO)</translation></message>
    <message><source>Edit for Final Cut Pro X (FCPXML)</source><translation>Schnitt für Final Cut Pro X (FCPXML)</translation></message>
    <message><source>Edit for Premiere Pro and Final Cut Pro 7 (XML)</source><translation>Schnitt für Premiere Pro und Final Cut Pro 7 (XML)</translation></message>
    <message><source>Statistics of labels (CSV)</source><translation>Statistik der Aktionen (CSV)</translation></message>
    <message><source>Frame rate shown</source><translation>Gezeigte Bildrate</translation></message>
    <message><source>Classifications</source><translation>Erkennungen</translation></message>
    <message><source>Latency</source><translation>Verzögerung</translation></message>
    <message><source>Loop from here; L again where it ends</source><translation>Schleife ab hier; noch einmal L, wo sie endet</translation></message>
    <message><source>No loop</source><translation>Keine Schleife</translation></message>
    <message><source>Open the video first, then drop its labels</source><translation>Öffnen Sie zuerst das Video, dann ziehen Sie seine Aktionen herein</translation></message>
    <message><source>The file beside the video labels nothing there</source><translation>Die Datei beim Video benennt dort nichts</translation></message>
    <message><source>The corrections could not be kept: their folder cannot be written to</source><translation>Die Berichtigungen konnten nicht gespeichert werden: in ihren Ordner kann nicht geschrieben werden</translation></message>
    <message><source>Choose a segment first: click it in the list or on the timeline</source><translation>Wählen Sie zuerst einen Abschnitt: in der Liste oder auf der Zeitleiste anklicken</translation></message>
    <message><source>The playhead is not inside the chosen segment</source><translation>Die Abspielposition liegt nicht im gewählten Abschnitt</translation></message>
    <message><source>Nothing to undo</source><translation>Nichts zurückzunehmen</translation></message>
    <message><source>Nothing to redo</source><translation>Nichts zu wiederholen</translation></message>
    <message><source>Open a teaching project first (Shift+T): what is labelled becomes its marks</source><translation>Öffnen Sie zuerst ein Lernprojekt (Umschalt+T): was benannt ist, wird zu seinen Markierungen</translation></message>
    <message><source>Choose a result, or play a video file: there is no moment to look for</source><translation>Wählen Sie ein Ergebnis, oder spielen Sie eine Videodatei: es gibt keinen Moment, nach dem gesucht werden könnte</translation></message>
    <message><source>There is no library yet. Choose a folder of recordings: it is looked through at low priority, and can be searched then.</source><translation>Es gibt noch keine Bibliothek. Wählen Sie einen Ordner mit Aufnahmen: er wird im Hintergrund durchgesehen und kann dann durchsucht werden.</translation></message>
    <message><source>leave out</source><translation>auslassen</translation></message>
    <message><source>Check these</source><translation>Diese prüfen</translation></message>
    <message><source>Confirm all</source><translation>Alle bestätigen</translation></message>
    <message><source>All labels are right as they stand now (Enter)</source><translation>Alle Aktionen stimmen so, wie sie jetzt sind (Eingabe)</translation></message>
    <message><source>Teach again</source><translation>Noch einmal anlernen</translation></message>
    <message><source>Back</source><translation>Zurück</translation></message>
    <message><source>The model is unsure of these. Digits answer ({keys}), a click gives the next label, Enter confirms.</source><translation>Hier ist das Modell unsicher. Ziffern antworten ({keys}), ein Klick gibt die nächste Aktion, Eingabe bestätigt.</translation></message>
    <message><source>{count} moments marked. Teach again to learn from them; Ctrl+Z takes them back.</source><translation>{count} Momente markiert. Lernen Sie noch einmal an, um aus ihnen zu lernen; Strg+Z nimmt sie zurück.</translation></message>
    <message><source>{value} % sure. A click gives the next label.</source><translation>{value} % sicher. Ein Klick gibt die nächste Aktion.</translation></message>
    <message><source>New model: </source><translation>Neues Modell: </translation></message>
    <message><source>nothing here</source><translation>hier nichts</translation></message>
    <message><source>Change this label</source><translation>Diese Aktion ändern</translation></message>
    <message><source>Rename, recolour, merge, remove</source><translation>Umbenennen, umfärben, verbinden, entfernen</translation></message>
    <message><source>{name}, key {key}: {said}; {wanted}</source><translation>{name}, Taste {key}: {said}; {wanted}</translation></message>
    <message><source>Colour…</source><translation>Farbe…</translation></message>
    <message><source>Merge into</source><translation>Verbinden mit</translation></message>
    <message><source>All that is none of the labels above: walking, menus, looking around.</source><translation>Alles, was keine der Aktionen darüber ist: gehen, Menüs, umsehen.</translation></message>
    <message><source>Mark some of it, too.</source><translation>Markieren Sie auch etwas davon.</translation></message>
    <message><source>Rename…</source><translation>Umbenennen…</translation></message>
    <message><source>{name}   ({made}, {count} labels)</source><translation>{name}   ({made}, {count} Aktionen)</translation></message>
    <message><source>Cancelled; what was worked out so far is kept</source><translation>Abgebrochen; was bisher berechnet wurde, bleibt</translation></message>
    <message><source>Cancelled; the model without tuning is there</source><translation>Abgebrochen; das Modell ohne Feinabstimmung ist da</translation></message>
    <message><source>The video {name} is not found any more</source><translation>Das Video {name} wird nicht mehr gefunden</translation></message>
    <message><source>Starting…</source><translation>Beginnt…</translation></message>
    <message><source>Ending…</source><translation>Endet…</translation></message>
    <message><source>Taught. {what}</source><translation>Angelernt. {what}</translation></message>
    <message><source>Open a video file to compare them on</source><translation>Öffnen Sie eine Videodatei, an der sie verglichen werden</translation></message>
    <message><source>Starts here; O where it ends, then a digit</source><translation>Beginnt hier; O, wo es endet, dann eine Ziffer</translation></message>
    <message><source>Ends here; now the digit of its label</source><translation>Endet hier; jetzt die Ziffer der Aktion</translation></message>
    <message><source>Live: press the digit just after it happened</source><translation>Live: drücken Sie die Ziffer, kurz nachdem es geschah</translation></message>
    <message><source>No label has the key {key}</source><translation>Keine Aktion hat die Taste {key}</translation></message>
    <message><source>Open a video or a live source first</source><translation>Öffnen Sie zuerst ein Video oder eine Live-Quelle</translation></message>
    <message><source>Choose a mark first: click it above the timeline</source><translation>Wählen Sie zuerst eine Markierung: über der Zeitleiste anklicken</translation></message>
    <message><source>Saved {seconds} s as {label}: {count} of them now</source><translation>{seconds} s als {label} gespeichert: jetzt {count} davon</translation></message>
    <message><source>Only video files and live sources can be marked</source><translation>Nur Videodateien und Live-Quellen können markiert werden</translation></message>
    <message><source>Your marks in this video</source><translation>Ihre Markierungen in diesem Video</translation></message>
    <message><source>New project</source><translation>Neues Projekt</translation></message>
    <message><source>Name what it should tell apart, mark a few moments of each while you watch, and press Teach. “{others}” is added by itself: it is all that is none of your labels.</source><translation>Nennen Sie, was es unterscheiden soll, markieren Sie beim Ansehen von jedem ein paar Momente, und drücken Sie Anlernen. „{others}“ kommt von selbst dazu: alles, was keine Ihrer Aktionen ist.</translation></message>
    <message><source>reload, vault, heal</source><translation>nachladen, springen, heilen</translation></message>
    <message><source>Folder</source><translation>Ordner</translation></message>
    <message><source>Create</source><translation>Anlegen</translation></message>
    <message><source>Where the project's folder goes</source><translation>Wohin der Ordner des Projekts kommt</translation></message>
    <message><source>My game</source><translation>Mein Spiel</translation></message>
    <message><source>Change…</source><translation>Ändern…</translation></message>
    <message><source>about {count} minutes more</source><translation>etwa {count} Minuten mehr</translation></message>
    <message><source>about {count} minute more</source><translation>etwa {count} Minute mehr</translation></message>
    <message><source>Your own game, your own labels. Mark a few moments of each label while you watch, press Teach, and see the model work on your game about a minute later. Correct what is wrong, and teach again.</source><translation>Ihr eigenes Spiel, Ihre eigenen Aktionen. Markieren Sie beim Ansehen von jeder ein paar Momente, drücken Sie Anlernen, und etwa eine Minute später arbeitet das Modell an Ihrem Spiel. Berichtigen Sie, was falsch ist, und lernen Sie noch einmal an.</translation></message>
    <message><source>Try the example</source><translation>Das Beispiel probieren</translation></message>
    <message><source>Two minutes of Minetest with their marks: press Teach and see</source><translation>Zwei Minuten Minetest mit ihren Markierungen: drücken Sie Anlernen und sehen Sie</translation></message>
    <message><source>Project ▾</source><translation>Projekt ▾</translation></message>
    <message><source>Another project, its folder, earlier models</source><translation>Ein anderes Projekt, sein Ordner, frühere Modelle</translation></message>
    <message><source>Take over the labels beside the video</source><translation>Die Aktionen beim Video übernehmen</translation></message>
    <message><source>What is labelled there becomes your marks; the file stays as it is</source><translation>Was dort benannt ist, wird zu Ihren Markierungen; die Datei bleibt, wie sie ist</translation></message>
    <message><source>Add a label…</source><translation>Aktion hinzufügen…</translation></message>
    <message><source>Add a label</source><translation>Aktion hinzufügen</translation></message>
    <message><source>Report</source><translation>Bericht</translation></message>
    <message><source>Also tune the CNN: {told}</source><translation>Auch das CNN abstimmen: {told}</translation></message>
    <message><source>New project…</source><translation>Neues Projekt…</translation></message>
    <message><source>Open project…</source><translation>Projekt öffnen…</translation></message>
    <message><source>The CNN's last blocks learn from your marks, too; kept only if held-out time says that it is better</source><translation>Auch die letzten Blöcke des CNN lernen aus Ihren Markierungen; bleibt nur, wenn es auf zurückgehaltener Zeit besser ist</translation></message>
    <message><source>needs TensorFlow</source><translation>braucht TensorFlow</translation></message>
    <message><source>Take over {name}</source><translation>{name} übernehmen</translation></message>
    <message><source>{count} clips tested that it had not seen; {seconds} s in all</source><translation>{count} Clips geprüft, die es nicht kannte; {seconds} s insgesamt</translation></message>
    <message><source>not tested</source><translation>nicht geprüft</translation></message>
    <message><source>{now} (was {before})</source><translation>{now} (war {before})</translation></message>
    <message><source>Use it</source><translation>Verwenden</translation></message>
    <message><source>Use it all the same</source><translation>Trotzdem verwenden</translation></message>
    <message><source>Compare here</source><translation>Hier vergleichen</translation></message>
    <message><source>Show what the new model says of this video, below your marks</source><translation>Unter Ihren Markierungen zeigen, was das neue Modell zu diesem Video sagt</translation></message>
    <message><source>Check these…</source><translation>Diese prüfen…</translation></message>
    <message><source>Found of each label: </source><translation>Gefunden von jeder Aktion: </translation></message>
    <message><source>{truth} for {said}: {count} of {whole}</source><translation>{truth} für {said}: {count} von {whole}</translation></message>
    <message><source>In use</source><translation>In Verwendung</translation></message>
    <message><source>End comparison</source><translation>Vergleich beenden</translation></message>
    <message><source>Learned</source><translation>Gelernt</translation></message>
    <message><source>Taken for another</source><translation>Für andere gehalten</translation></message>
    <message><source>As good as before</source><translation>So gut wie zuvor</translation></message>
    <message><source>Better</source><translation>Besser</translation></message>
    <message><source>Not better: the old one stays</source><translation>Nicht besser: das alte bleibt</translation></message>
    <message><source>said {label}</source><translation>gesagt: {label}</translation></message>
    <message><source>marked {truth}, taken for {said}</source><translation>markiert {truth}, gehalten für {said}</translation></message>
    <message><source>Cancel</source><translation>Abbrechen</translation></message>
    <message><source>What was worked out so far is kept; the next time goes on from there</source><translation>Was bisher berechnet wurde, bleibt; das nächste Mal geht es dort weiter</translation></message>
    <message><source>A teaching project's folder, or one of labelled footage</source><translation>Der Ordner eines Lernprojekts oder benannter Aufnahmen</translation></message>
    <message><source>{name} is no teaching project yet. Make one of the labelled videos in it?</source><translation>{name} ist noch kein Lernprojekt. Eines aus den benannten Videos darin machen?</translation></message>
    <message><source>Close this project</source><translation>Dieses Projekt schließen</translation></message>
    <message><source>Rename</source><translation>Umbenennen</translation></message>
    <message><source>The label's new name:</source><translation>Der neue Name der Aktion:</translation></message>
    <message><source>The label's colour</source><translation>Die Farbe der Aktion</translation></message>
    <message><source>Show its folder</source><translation>Seinen Ordner zeigen</translation></message>
    <message><source>{label} and its marks are gone; Ctrl+Z brings them back</source><translation>{label} und ihre Markierungen sind weg; Strg+Z holt sie zurück</translation></message>
    <message><source>not found</source><translation>nicht gefunden</translation></message>
    <message><source>Hold a label's digit while it happens. Or: I where it starts, O where it ends, then the digit. Ctrl+Z undoes.</source><translation>Halten Sie die Ziffer einer Aktion, während sie geschieht. Oder: I, wo sie beginnt, O, wo sie endet, dann die Ziffer. Strg+Z nimmt zurück.</translation></message>
    <message><source>Press a label's digit just after it happened: the last {seconds} seconds become a clip of it.</source><translation>Drücken Sie die Ziffer einer Aktion, kurz nachdem sie geschah: die letzten {seconds} Sekunden werden ein Clip davon.</translation></message>
    <message><source>Open a video of your game, or watch it live, and mark what happens.</source><translation>Öffnen Sie ein Video Ihres Spiels, oder sehen Sie live zu, und markieren Sie, was geschieht.</translation></message>
    <message><source>In OBS: Tools, WebSocket Server Settings. Kept in your keyring, else in a file that only you read.</source><translation>In OBS: Werkzeuge, WebSocket-Servereinstellungen. Liegt in Ihrem Schlüsselbund, sonst in einer Datei, die nur Sie lesen.</translation></message>
    <message><source>It needs TensorFlow: {how}</source><translation>Es braucht TensorFlow: {how}</translation></message>
    <message><source>Not scanned yet: try again in a moment</source><translation>Noch nicht durchsucht: versuchen Sie es gleich noch einmal</translation></message>
    <message><source> in the first {part}</source><translation> in den ersten {part}</translation></message>
    <message><source>From all {count} files that play one after another</source><translation>Aus allen {count} Dateien, die nacheinander spielen</translation></message>
    <message><source>Looking through {name} ({part} of {whole})</source><translation>{name} wird durchgesehen ({part} von {whole})</translation></message>
    <message><source>{name} is being made…</source><translation>{name} wird gemacht…</translation></message>
    <message><source>Reel…</source><translation>Film…</translation></message>
    <message><source>Cuts the chosen results, or all that are shown, into one video</source><translation>Schneidet die gewählten Ergebnisse oder alle gezeigten zu einem Video</translation></message>
    <message><source>{key}: the window</source><translation>{key}: das Fenster</translation></message>
    <message><source>Written: </source><translation>Geschrieben: </translation></message>
    <message><source>Kept beside the video: </source><translation>Neben dem Video gespeichert: </translation></message>
    <message><source>Likely at least</source><translation>Wahrscheinlich mindestens</translation></message>
</context>
</TS>
