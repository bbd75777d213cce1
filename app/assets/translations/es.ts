<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>window</name>
    <message><source>Open video…</source><translation>Abrir vídeo…</translation></message>
    <message><source>Sources</source><translation>Fuentes</translation></message>
    <message><source>Demo</source><translation>Demo</translation></message>
    <message><source>Teach</source><translation>Enseñar</translation></message>
    <message><source>Model</source><translation>Modelo</translation></message>
    <message><source>Record</source><translation>Grabar</translation></message>
    <message><source>Side panel</source><translation>Panel lateral</translation></message>
    <message><source>Settings</source><translation>Ajustes</translation></message>
    <message><source>Full screen</source><translation>Pantalla completa</translation></message>
    <message><source>Help</source><translation>Ayuda</translation></message>
    <message><source>Open a video file</source><translation>Abrir un archivo de vídeo</translation></message>
    <message><source>Cameras, the screen, addresses, the last sources</source><translation>Cámaras, la pantalla, direcciones, las últimas fuentes</translation></message>
    <message><source>Play the demo clip</source><translation>Reproducir el clip de demostración</translation></message>
    <message><source>Choose a model</source><translation>Elegir un modelo</translation></message>
    <message><source>Record the annotated picture</source><translation>Grabar la imagen con etiqueta</translation></message>
    <message><source>Stop recording</source><translation>Detener la grabación</translation></message>
    <message><source>Show or hide the side panel</source><translation>Mostrar u ocultar el panel lateral</translation></message>
    <message><source>Keys and help</source><translation>Teclas y ayuda</translation></message>
    <message><source>Opening…</source><translation>Abriendo…</translation></message>
    <message><source>Playing</source><translation>Reproduciendo</translation></message>
    <message><source>Paused</source><translation>En pausa</translation></message>
    <message><source>No picture</source><translation>Sin imagen</translation></message>
    <message><source>Reconnecting…</source><translation>Reconectando…</translation></message>
    <message><source>Ended</source><translation>Terminado</translation></message>
    <message><source>Stopped</source><translation>Detenido</translation></message>
    <message><source>Live</source><translation>En directo</translation></message>
    <message><source>Pause</source><translation>Pausa</translation></message>
    <message><source>Play</source><translation>Reproducir</translation></message>
    <message><source>Play again</source><translation>Reproducir de nuevo</translation></message>
    <message><source>Try again</source><translation>Intentar de nuevo</translation></message>
    <message><source>Segments</source><translation>Segmentos</translation></message>
    <message><source>The list of segments: jump, correct, export</source><translation>La lista de segmentos: saltar, corregir, exportar</translation></message>
    <message><source>PAUSED</source><translation>EN PAUSA</translation></message>
    <message><source>ENDED – Space plays it again</source><translation>TERMINADO – Espacio lo repite</translation></message>
    <message><source>Warming up</source><translation>Preparando</translation></message>
    <message><source>No picture from the camera</source><translation>Sin imagen de la cámara</translation></message>
    <message><source>The screen cannot be shown</source><translation>No se puede mostrar la pantalla</translation></message>
    <message><source>This video cannot be played</source><translation>No se puede reproducir este vídeo</translation></message>
    <message><source>This model cannot be used</source><translation>No se puede usar este modelo</translation></message>
    <message><source>No picture from this source</source><translation>Sin imagen de esta fuente</translation></message>
    <message><source>Use camera</source><translation>Usar la cámara</translation></message>
    <message><source>Play the demo</source><translation>Reproducir la demo</translation></message>
    <message><source>This is the demo. Next:</source><translation>Esta es la demo. Siguiente:</translation></message>
    <message><source>Open a recording</source><translation>Abrir una grabación</translation></message>
    <message><source>Watch the screen</source><translation>Observar la pantalla</translation></message>
    <message><source>Teach it your game</source><translation>Enseñarle su juego</translation></message>
    <message><source>Action</source><translation>Acción</translation></message>
    <message><source>Last minute</source><translation>Último minuto</translation></message>
    <message><source>Speed</source><translation>Velocidad</translation></message>
    <message><source>Keys</source><translation>Teclas</translation></message>
    <message><source>Close</source><translation>Cerrar</translation></message>
    <message><source>Label as…</source><translation>Etiquetar…</translation></message>
    <message><source>Edit…</source><translation>Editar…</translation></message>
    <message><source>Undo</source><translation>Deshacer</translation></message>
    <message><source>Redo</source><translation>Rehacer</translation></message>
    <message><source>Highlights…</source><translation>Momentos…</translation></message>
    <message><source>Export…</source><translation>Exportar…</translation></message>
    <message><source>All labels</source><translation>Todas</translation></message>
    <message><source>any length</source><translation>cualquier duración</translation></message>
    <message><source>sure or not</source><translation>cualquiera</translation></message>
    <message><source>Take over</source><translation>Adoptar</translation></message>
    <message><source>Starts here (at the playhead)</source><translation>Empieza aquí (en el cursor)</translation></message>
    <message><source>Ends here (at the playhead)</source><translation>Termina aquí (en el cursor)</translation></message>
    <message><source>Split at the playhead</source><translation>Dividir en el cursor</translation></message>
    <message><source>Merge the selected</source><translation>Unir los elegidos</translation></message>
    <message><source>Delete</source><translation>Borrar</translation></message>
    <message><source>Keep beside the video</source><translation>Guardar junto al vídeo</translation></message>
    <message><source>The live label</source><translation>La etiqueta en directo</translation></message>
    <message><source>calm</source><translation>tranquila</translation></message>
    <message><source>quick</source><translation>rápida</translation></message>
    <message><source>Very calm</source><translation>Muy tranquila</translation></message>
    <message><source>Calm</source><translation>Tranquila</translation></message>
    <message><source>Balanced</source><translation>Equilibrada</translation></message>
    <message><source>Quick</source><translation>Rápida</translation></message>
    <message><source>Very quick</source><translation>Muy rápida</translation></message>
    <message><source>as set below</source><translation>como se ajusta abajo</translation></message>
    <message><source>Advanced…</source><translation>Avanzado…</translation></message>
    <message><source>As it was at first</source><translation>Como al principio</translation></message>
    <message><source>Recordings folder</source><translation>Carpeta de grabaciones</translation></message>
    <message><source>Save the last</source><translation>Guardar los últimos</translation></message>
    <message><source>Teach the last</source><translation>Enseñar los últimos</translation></message>
    <message><source>Sound</source><translation>Sonido</translation></message>
    <message><source>Language</source><translation>Idioma</translation></message>
    <message><source>Pause and go on</source><translation>Pausar y seguir</translation></message>
    <message><source>Video files</source><translation>Archivos de vídeo</translation></message>
    <message><source>In the list of segments</source><translation>En la lista de segmentos</translation></message>
    <message><source>Saving</source><translation>Guardar</translation></message>
    <message><source>Window</source><translation>Ventana</translation></message>
    <message><source>While you teach</source><translation>Mientras enseña</translation></message>
    <message><source>Mute, and be heard again</source><translation>Silenciar y volver a oír</translation></message>
    <message><source>Quieter, louder</source><translation>Más bajo, más alto</translation></message>
    <message><source>5 seconds back, on</source><translation>5 segundos atrás, adelante</translation></message>
    <message><source>1 second back, on</source><translation>1 segundo atrás, adelante</translation></message>
    <message><source>A minute back, on</source><translation>Un minuto atrás, adelante</translation></message>
    <message><source>One frame back, on</source><translation>Un fotograma atrás, adelante</translation></message>
    <message><source>To the beginning, to a time</source><translation>Al principio, a un tiempo</translation></message>
    <message><source>Slower, faster</source><translation>Más lento, más rápido</translation></message>
    <message><source>The segment before, the next</source><translation>El segmento anterior, el siguiente</translation></message>
    <message><source>Record, and stop</source><translation>Grabar y detener</translation></message>
    <message><source>Statistics</source><translation>Estadísticas</translation></message>
    <message><source>This sheet</source><translation>Esta hoja</translation></message>
    <message><source>Quit</source><translation>Salir</translation></message>
    <message><source>Choose its label</source><translation>Elegir su etiqueta</translation></message>
    <message><source>All of them</source><translation>Todos</translation></message>
    <message><source>Delete the chosen segments</source><translation>Borrar los segmentos elegidos</translation></message>
    <message><source>Library</source><translation>Biblioteca</translation></message>
    <message><source>Find moments in all your recordings</source><translation>Encontrar momentos en todas tus grabaciones</translation></message>
    <message><source>Library: find moments; more like this one</source><translation>Biblioteca: encontrar momentos; más como este</translation></message>
    <message><source>Playback</source><translation>Reproducción</translation></message>
    <message><source>Start</source><translation>Inicio</translation></message>
    <message><source>Label</source><translation>Etiqueta</translation></message>
    <message><source>Length</source><translation>Duración</translation></message>
    <message><source>Sure</source><translation>Seguro</translation></message>
    <message><source>yours</source><translation>suyo</translation></message>
</context>
</TS>
