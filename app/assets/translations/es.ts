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
    <message><source>any length</source><translation>sin límite</translation></message>
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
    <message><source>Length</source><translation>Largo</translation></message>
    <message><source>Sure</source><translation>Seg.</translation></message>
    <message><source>yours</source><translation>suyo</translation></message>
    <message><source>Probability of each action</source><translation>Probabilidad de cada acción</translation></message>
    <message><source>{label} {value} percent</source><translation>{label} {value} por ciento</translation></message>
    <message><source>Drag · wheel: size · double click: lock</source><translation>Arrastrar · rueda: tamaño · doble clic: fijar</translation></message>
    <message><source>Overlay page: off; give it a port in the settings (Ctrl+,), such as 8765</source><translation>Página superpuesta: desactivada; dele un puerto en los ajustes (Ctrl+,), como 8765</translation></message>
    <message><source>OBS' password, once</source><translation>Contraseña de OBS, una vez</translation></message>
    <message><source>OBS' password</source><translation>Contraseña de OBS</translation></message>
    <message><source>Connect</source><translation>Conectar</translation></message>
    <message><source>Overlay page: {address}</source><translation>Página superpuesta: {address}</translation></message>
    <message><source>Videos ({kinds});;All files (*)</source><translation>Vídeos ({kinds});;Todos los archivos (*)</translation></message>
    <message><source>{name} is there already, by this program. Replace it?</source><translation>{name} ya existe, hecho por este programa. ¿Reemplazarlo?</translation></message>
    <message><source>Open videos</source><translation>Abrir vídeos</translation></message>
    <message><source>Median time from a frame's capture to its classification</source><translation>Mediana del tiempo desde la captura de una imagen hasta su clasificación</translation></message>
    <message><source>{part} of {whole}</source><translation>{part} de {whole}</translation></message>
    <message><source>Close this hint</source><translation>Cerrar esta sugerencia</translation></message>
    <message><source>Teach it your game: mark moments, learn from them (Shift+T)</source><translation>Enseñarle su juego: marcar momentos y aprender de ellos (Mayús+T)</translation></message>
    <message><source>Labels of the last minute</source><translation>Acciones del último minuto</translation></message>
    <message><source>As they were found</source><translation>Como se encontraron</translation></message>
    <message><source>{count} moments marked in {name}; Ctrl+Z takes them back</source><translation>{count} momentos marcados en {name}; Ctrl+Z los deshace</translation></message>
    <message><source>A folder of recordings</source><translation>Una carpeta de grabaciones</translation></message>
    <message><source>{name} is looked through at low priority; open Library again to see what was found</source><translation>{name} se examina con baja prioridad; abra de nuevo la biblioteca para ver lo encontrado</translation></message>
    <message><source>{name} is not where it was; add the folder that it is in now</source><translation>{name} no está donde estaba; añada la carpeta en la que está ahora</translation></message>
    <message><source>; {count} are of videos that are gone</source><translation>; {count} son de vídeos que ya no están</translation></message>
    <message><source>{count} moments most like that one, of {videos} videos. A filter ends this.</source><translation>Los {count} momentos más parecidos, de {videos} vídeos. Un filtro lo termina.</translation></message>
    <message><source>Nothing in {videos} videos is like that; ask for less.</source><translation>Nada en {videos} vídeos es así; pida menos.</translation></message>
    <message><source>{count} in {videos} videos. Click to go there.</source><translation>{count} en {videos} vídeos. Haga clic para ir.</translation></message>
    <message><source>{count} in {videos} videos, the first {part} shown. Click to go there.</source><translation>{count} en {videos} vídeos, se muestran los primeros {part}. Haga clic para ir.</translation></message>
    <message><source>Add a folder…</source><translation>Añadir carpeta…</translation></message>
    <message><source>Look through a folder of recordings, at low priority</source><translation>Examinar una carpeta de grabaciones, con baja prioridad</translation></message>
    <message><source>Show more</source><translation>Mostrar más</translation></message>
    <message><source>More like this</source><translation>Parecidos</translation></message>
    <message><source>Moments that look like the chosen result, or like what the picture shows now</source><translation>Momentos parecidos al resultado elegido, o a lo que muestra ahora la imagen</translation></message>
    <message><source>Label all of these…</source><translation>Etiquetar todos…</translation></message>
    <message><source>Marks in the teaching project that is open: the chosen results, or all that are shown</source><translation>Marcas en el proyecto de enseñanza abierto: los resultados elegidos, o todos los mostrados</translation></message>
    <message><source>Part of a file's or folder's name…</source><translation>Parte del nombre de un archivo o carpeta…</translation></message>
    <message><source> % sure</source><translation> % seguro</translation></message>
    <message><source>Only where this happens within ten seconds of it</source><translation>Solo donde esto ocurre a menos de diez segundos</translation></message>
    <message><source>Name</source><translation>Nombre</translation></message>
    <message><source>Near another label</source><translation>Cerca de otra acción</translation></message>
    <message><source>At least so long</source><translation>Al menos así de largo</translation></message>
    <message><source>At least so sure</source><translation>Al menos así de seguro</translation></message>
    <message><source>Order</source><translation>Orden</translation></message>
    <message><source>Newest first</source><translation>Recientes</translation></message>
    <message><source>Surest first</source><translation>Seguros</translation></message>
    <message><source>Longest first</source><translation>Largos</translation></message>
    <message><source>By file</source><translation>Por archivo</translation></message>
    <message><source>Any label</source><translation>Todas</translation></message>
    <message><source>Near any</source><translation>Cerca: todo</translation></message>
    <message><source>Results</source><translation>Resultados</translation></message>
    <message><source>no picture</source><translation>sin imagen</translation></message>
    <message><source>unknown</source><translation>desconocida</translation></message>
    <message><source>Copied {text}</source><translation>Copiado: {text}</translation></message>
    <message><source>Go to time</source><translation>Ir a un tiempo</translation></message>
    <message><source>Seconds, or 1:02:03.5</source><translation>Segundos, o 1:02:03.5</translation></message>
    <message><source>There is no other file in this direction</source><translation>No hay otro archivo en esta dirección</translation></message>
    <message><source>Open or drop several files first</source><translation>Abra o suelte antes varios archivos</translation></message>
    <message><source>Only a recording can be gone to a time of</source><translation>Solo en una grabación se puede ir a un tiempo</translation></message>
    <message><source>{text} is no time: write seconds, 1:15 or 1:02:03.5</source><translation>{text} no es un tiempo: escriba segundos, 1:15 o 1:02:03.5</translation></message>
    <message><source>by hand</source><translation>a mano</translation></message>
    <message><source>Another folder…</source><translation>Otra carpeta…</translation></message>
    <message><source>{name} is warming up…</source><translation>{name} se está preparando…</translation></message>
    <message><source>A model's folder (model.json is in it)</source><translation>La carpeta de un modelo (contiene model.json)</translation></message>
    <message><source>{name} goes on: {why}</source><translation>{name} continúa: {why}</translation></message>
    <message><source>Now {name}</source><translation>Ahora {name}</translation></message>
    <message><source>{value} percent sure</source><translation>{value} por ciento seguro</translation></message>
    <message><source>unsure, {value} percent</source><translation>inseguro, {value} por ciento</translation></message>
    <message><source>Current action: {label}</source><translation>Acción actual: {label}</translation></message>
    <message><source>Show in folder</source><translation>Mostrar en carpeta</translation></message>
    <message><source>set by you</source><translation>puesto por usted</translation></message>
    <message><source>Nothing like this picture was among what the model learned from (Shift+T)</source><translation>Nada como esta imagen estaba entre lo que aprendió el modelo (Mayús+T)</translation></message>
    <message><source>Unlike what it learned from: </source><translation>Distinto de lo que aprendió: </translation></message>
    <message><source>Unfamiliar picture: teach it?</source><translation>Imagen desconocida: ¿enseñársela?</translation></message>
    <message><source>brighter</source><translation>más clara</translation></message>
    <message><source>darker</source><translation>más oscura</translation></message>
    <message><source>Something went wrong ({kind}); the log says what: {log}</source><translation>Algo salió mal ({kind}); el registro dice qué: {log}</translation></message>
    <message><source>({count} dropped)</source><translation>({count} perdidas)</translation></message>
    <message><source>{count} files are still being saved; this one is not</source><translation>Aún se guardan {count} archivos; este no</translation></message>
    <message><source>Saving {count} files…</source><translation>Guardando {count} archivos…</translation></message>
    <message><source>Recorded {name}</source><translation>Grabado: {name}</translation></message>
    <message><source>Nothing was recorded</source><translation>No se grabó nada</translation></message>
    <message><source>Open a source first, then record</source><translation>Abra antes una fuente y luego grabe</translation></message>
    <message><source>Saved {name}</source><translation>Guardado: {name}</translation></message>
    <message><source>It could not be saved ({kind}); the log says why: {log}</source><translation>No se pudo guardar ({kind}); el registro dice por qué: {log}</translation></message>
    <message><source>Highlights</source><translation>Mejores momentos</translation></message>
    <message><source>Cut these moments into a reel</source><translation>Montar estos momentos en un vídeo</translation></message>
    <message><source>Before and after each</source><translation>Antes y después de cada uno</translation></message>
    <message><source>Longest reel</source><translation>Duración máxima</translation></message>
    <message><source>Encode nothing anew (cuts begin at keyframes)</source><translation>No recodificar nada (los cortes empiezan en fotogramas clave)</translation></message>
    <message><source>Choose a file…</source><translation>Elegir archivo…</translation></message>
    <message><source>Cutting {count} moments…</source><translation>Cortando {count} momentos…</translation></message>
    <message><source>Nothing found so far has one of these labels</source><translation>Nada de lo encontrado tiene una de estas acciones</translation></message>
    <message><source>Save the reel</source><translation>Guardar el vídeo</translation></message>
    <message><source>A reel is being made already</source><translation>Ya se está montando un vídeo</translation></message>
    <message><source>Video (*.mp4 *.mkv *.mov)</source><translation>Vídeo (*.mp4 *.mkv *.mov)</translation></message>
    <message><source>Reel written: {name}, {count} moments, {seconds} s</source><translation>Vídeo escrito: {name}, {count} momentos, {seconds} s</translation></message>
    <message><source>Drag over what is to be watched</source><translation>Arrastre sobre lo que se va a observar</translation></message>
    <message><source>.  Esc: none</source><translation>.  Esc: nada</translation></message>
    <message><source>Choose a part of the screen: drag, or click a window</source><translation>Elegir una parte de la pantalla: arrastrar, o hacer clic en una ventana</translation></message>
    <message><source>, or click a window</source><translation>, o haga clic en una ventana</translation></message>
    <message><source>Export the timeline</source><translation>Exportar la línea de tiempo</translation></message>
    <message><source>Labels of {name}</source><translation>Acciones de {name}</translation></message>
    <message><source>nothing</source><translation>nada</translation></message>
    <message><source>at most {value} %</source><translation>máximo {value} %</translation></message>
    <message><source>Make the file's labels yours: in the selected segments, or everywhere</source><translation>Hacer suyas las acciones del archivo: en los segmentos elegidos, o en todo</translation></message>
    <message><source>nothing in common yet</source><translation>aún nada en común</translation></message>
    <message><source>{share} agreement</source><translation>{share} de acuerdo</translation></message>
    <message><source>Only this label</source><translation>Solo esta acción</translation></message>
    <message><source>at least </source><translation>mínimo </translation></message>
    <message><source>Only segments of at least this length</source><translation>Solo segmentos de al menos esta duración</translation></message>
    <message><source>Shortest segment, seconds</source><translation>Segmento más corto, segundos</translation></message>
    <message><source>Only segments of at most this confidence: the doubtful ones</source><translation>Solo segmentos de como mucho esta seguridad: los dudosos</translation></message>
    <message><source>Highest confidence, per cent</source><translation>Seguridad máxima, por ciento</translation></message>
    <message><source>Label as</source><translation>Etiquetar como</translation></message>
    <message><source>The live label, from calm to quick</source><translation>La acción en vivo, de tranquila a rápida</translation></message>
    <message><source>How the live label is decided. Timelines and `classify` always use the program's own rules.</source><translation>Cómo se decide la acción en vivo. Las líneas de tiempo y `classify` usan siempre las reglas del programa.</translation></message>
    <message><source>Folder for recordings</source><translation>Carpeta para grabaciones</translation></message>
    <message><source>When it happens…</source><translation>Cuando ocurre…</translation></message>
    <message><source>off</source><translation>no</translation></message>
    <message><source>on</source><translation>sí</translation></message>
    <message><source>found by itself</source><translation>se encuentra solo</translation></message>
    <message><source>Mute</source><translation>Silenciar</translation></message>
    <message><source>Volume</source><translation>Volumen</translation></message>
    <message><source>Be heard again</source><translation>Volver a oír</translation></message>
    <message><source>Video files…</source><translation>Archivos de vídeo…</translation></message>
    <message><source>Address…</source><translation>Dirección…</translation></message>
    <message><source>Cameras</source><translation>Cámaras</translation></message>
    <message><source>Screen</source><translation>Pantalla</translation></message>
    <message><source>Part of the screen, or a window…</source><translation>Parte de la pantalla, o una ventana…</translation></message>
    <message><source>Address</source><translation>Dirección</translation></message>
    <message><source>rtsp://, http://, udp:// or tcp:// address, or a pattern such as frames/%04d.png:</source><translation>Dirección rtsp://, http://, udp:// o tcp://, o un patrón como frames/%04d.png:</translation></message>
    <message><source>The address was kept without its user, password or token; write all of it:</source><translation>La dirección se guardó sin usuario, contraseña ni token; escríbala entera:</translation></message>
    <message><source>First camera</source><translation>Primera cámara</translation></message>
    <message><source>Playing one after another</source><translation>Se reproducen uno tras otro</translation></message>
    <message><source>Recent</source><translation>Recientes</translation></message>
    <message><source>Screen {number}: {width} x {height}</source><translation>Pantalla {number}: {width} x {height}</translation></message>
    <message><source>Whole screen</source><translation>Toda la pantalla</translation></message>
    <message><source>none</source><translation>ninguno</translation></message>
    <message><source>Source</source><translation>Fuente</translation></message>
    <message><source>Captured</source><translation>Capturado</translation></message>
    <message><source>Painted</source><translation>Dibujado</translation></message>
    <message><source>Classified</source><translation>Clasificado</translation></message>
    <message><source>One prediction</source><translation>Una predicción</translation></message>
    <message><source>Capture to label</source><translation>De la captura a la acción</translation></message>
    <message><source>Dropped</source><translation>Perdidas</translation></message>
    <message><source>Stalls, reconnects</source><translation>Paradas, reconexiones</translation></message>
    <message><source>Engine</source><translation>Motor</translation></message>
    <message><source>Memory</source><translation>Memoria</translation></message>
    <message><source>{rate} stated</source><translation>{rate} según la fuente</translation></message>
    <message><source>rate unknown</source><translation>tasa desconocida</translation></message>
    <message><source>loading</source><translation>cargando</translation></message>
    <message><source>late for display</source><translation>tarde para mostrar</translation></message>
    <message><source>model busy</source><translation>modelo ocupado</translation></message>
    <message><source>undecodable</source><translation>no descodificable</translation></message>
    <message><source>paused</source><translation>en pausa</translation></message>
    <message><source>Time per label: {said}</source><translation>Tiempo por acción: {said}</translation></message>
    <message><source>Time per label. Export… writes it as statistics</source><translation>Tiempo por acción. Exportar… lo escribe como estadística</translation></message>
    <message><source>longest {time}</source><translation>máx. {time}</translation></message>
    <message><source>Timeline of the video</source><translation>Línea de tiempo del vídeo</translation></message>
    <message><source>, set by you</source><translation>, puesto por usted</translation></message>
    <message><source>Chapter: {title}</source><translation>Capítulo: {title}</translation></message>
    <message><source>The part of the video that the timeline shows</source><translation>La parte del vídeo que muestra la línea de tiempo</translation></message>
    <message><source>Labels: </source><translation>Acciones: </translation></message>
    <message><source>State</source><translation>Estado</translation></message>
    <message><source>Source: {name}</source><translation>Fuente: {name}</translation></message>
    <message><source>{time} (frame {frame})</source><translation>{time} (imagen {frame})</translation></message>
    <message><source>Scan ended early</source><translation>La búsqueda acabó antes</translation></message>
    <message><source>Scanning {part}</source><translation>Buscando: {part}</translation></message>
    <message><source>Open a video first</source><translation>Abra antes un vídeo</translation></message>
    <message><source>Would have fired {count} time</source><translation>Se habría activado {count} vez</translation></message>
    <message><source>Would have fired {count} times</source><translation>Se habría activado {count} veces</translation></message>
    <message><source>Undone: {name}</source><translation>Deshecho: {name}</translation></message>
    <message><source>Put back: {name}</source><translation>Restaurado: {name}</translation></message>
    <message><source>When it happens</source><translation>Cuando ocurre</translation></message>
    <message><source>When it happens, something happens</source><translation>Cuando ocurre, ocurre algo</translation></message>
    <message><source>Rules</source><translation>Reglas</translation></message>
    <message><source>Clips that saved themselves</source><translation>Clips que se guardaron solos</translation></message>
    <message><source>Remove</source><translation>Quitar</translation></message>
    <message><source>Rule</source><translation>Regla</translation></message>
    <message><source>Saved by itself</source><translation>Guardado solo</translation></message>
    <message><source>Add a rule</source><translation>Añadir regla</translation></message>
    <message><source>Try on this video</source><translation>Probar en este vídeo</translation></message>
    <message><source>any label; or some of {labels}</source><translation>cualquier acción; o algunas de {labels}</translation></message>
    <message><source>Put it back</source><translation>Restaurar</translation></message>
    <message><source>cannot be done</source><translation>no se puede</translation></message>
    <message><source>undone</source><translation>deshecho</translation></message>
    <message><source>Video picture</source><translation>Imagen de vídeo</translation></message>
    <message><source>Show the window</source><translation>Mostrar la ventana</translation></message>
    <message><source>Move the label</source><translation>Mover la etiqueta</translation></message>
    <message><source>Esc leaves full screen</source><translation>Esc sale de pantalla completa</translation></message>
    <message><source>Label alone</source><translation>Solo la etiqueta</translation></message>
    <message><source>The program watches itself: move it aside, or have the label alone</source><translation>El programa se observa a sí mismo: apártelo, o deje solo la etiqueta</translation></message>
    <message><source>Not marked</source><translation>Sin marcar</translation></message>
    <message><source>No picture for {time} – waiting for the source</source><translation>Sin imagen desde hace {time}: esperando a la fuente</translation></message>
    <message><source>Lost the source {time} ago – reconnecting…</source><translation>Fuente perdida hace {time}: reconectando…</translation></message>
    <message><source>Copy the time; with its label</source><translation>Copiar el tiempo; con su acción</translation></message>
    <message><source>The file before, the next of several</source><translation>El archivo anterior, el siguiente de varios</translation></message>
    <message><source>At the speed of recording</source><translation>A la velocidad de la grabación</translation></message>
    <message><source>Loop: from A, to B, off</source><translation>Bucle: desde A, hasta B, no</translation></message>
    <message><source>List of segments: correct and export</source><translation>Lista de segmentos: corregir y exportar</translation></message>
    <message><source>Undo, redo a correction</source><translation>Deshacer, rehacer una corrección</translation></message>
    <message><source>The segment above, below; Shift: several</source><translation>El segmento de arriba, de abajo; Mayús: varios</translation></message>
    <message><source>Label as the first … ninth</source><translation>Etiquetar como la primera … novena</translation></message>
    <message><source>Back to the video's keys</source><translation>Volver a las teclas del vídeo</translation></message>
    <message><source>Open videos (or drop files on the window)</source><translation>Abrir vídeos (o soltar archivos en la ventana)</translation></message>
    <message><source>Everything that can be watched</source><translation>Todo lo que se puede observar</translation></message>
    <message><source>The camera</source><translation>La cámara</translation></message>
    <message><source>The demo clip</source><translation>El clip de demostración</translation></message>
    <message><source>Save this picture, the whole window</source><translation>Guardar esta imagen, la ventana entera</translation></message>
    <message><source>Save the last seconds as a clip, as a GIF</source><translation>Guardar los últimos segundos como clip, como GIF</translation></message>
    <message><source>When it happens: rules, and what saved itself</source><translation>Cuando ocurre: reglas, y lo que se guardó solo</translation></message>
    <message><source>Full screen and back (Esc leaves it)</source><translation>Pantalla completa y volver (Esc sale)</translation></message>
    <message><source>Show or hide the bars</source><translation>Mostrar u ocultar las barras</translation></message>
    <message><source>Compact: the label alone, over everything</source><translation>Compacto: solo la etiqueta, sobre todo</translation></message>
    <message><source>Teach it your game: labels and marks</source><translation>Enseñarle su juego: acciones y marcas</translation></message>
    <message><source>Mark as long as it is held; live: what just was</source><translation>Marcar mientras se mantiene; en vivo: lo que acaba de pasar</translation></message>
    <message><source>It starts here, ends here; then a digit</source><translation>Empieza aquí, acaba aquí; luego una cifra</translation></message>
    <message><source>Confirm all that is to be checked</source><translation>Confirmar todo lo que hay que revisar</translation></message>
    <message><source>Smoothing</source><translation>Suavizado</translation></message>
    <message><source>Averages the model's answers over about this long. 0: none.</source><translation>Promedia las respuestas del modelo durante este tiempo. 0: nada.</translation></message>
    <message><source>Takes over at</source><translation>Toma el relevo en</translation></message>
    <message><source>How likely another label must be to take over.</source><translation>Lo probable que debe ser otra acción para tomar el relevo.</translation></message>
    <message><source>Gives way below</source><translation>Cede por debajo de</translation></message>
    <message><source>Less likely than this, a label gives way to the likeliest.</source><translation>Menos probable que esto, una acción cede ante la más probable.</translation></message>
    <message><source>Shortest stay</source><translation>Permanencia mínima</translation></message>
    <message><source>A label stays for at least this long.</source><translation>Una acción permanece al menos este tiempo.</translation></message>
    <message><source>Unsure below</source><translation>Insegura por debajo de</translation></message>
    <message><source>Less likely than this, the label is shown with a question mark.</source><translation>Menos probable que esto, la acción se muestra con un signo de interrogación.</translation></message>
    <message><source>Empty: a folder of the program's in your videos.</source><translation>Vacío: una carpeta del programa en sus vídeos.</translation></message>
    <message><source>The picture with its label, as it came, or both.</source><translation>La imagen con su acción, tal como llegó, o ambas.</translation></message>
    <message><source>annotated</source><translation>con etiqueta</translation></message>
    <message><source>raw</source><translation>sin etiqueta</translation></message>
    <message><source>both</source><translation>ambas</translation></message>
    <message><source>How far back G reaches.</source><translation>Hasta dónde llega G hacia atrás.</translation></message>
    <message><source>and after an event</source><translation>y después de un suceso</translation></message>
    <message><source>How long a clip that is saved by itself goes on after its event.</source><translation>Cuánto sigue tras su suceso un clip que se guarda solo.</translation></message>
    <message><source>Clips of events</source><translation>Clips de sucesos</translation></message>
    <message><source>What is saved by itself at an event.</source><translation>Lo que se guarda solo en un suceso.</translation></message>
    <message><source>How far back a digit reaches that marks a live source while you teach.</source><translation>Hasta dónde llega una cifra que marca una fuente en vivo mientras enseña.</translation></message>
    <message><source>Of the window, from its next start on; system: the one that your system speaks.</source><translation>De la ventana, desde el próximo inicio; system: el de su sistema.</translation></message>
    <message><source>system</source><translation>sistema</translation></message>
    <message><source>Whether recordings are heard.</source><translation>Si se oyen las grabaciones.</translation></message>
    <message><source>Overlay page</source><translation>Página superpuesta</translation></message>
    <message><source>A port, such as 8765: serves the label as a page for OBS on this machine. HOST:PORT: for others, with a token.</source><translation>Un puerto, como 8765: ofrece la acción como página para OBS en este equipo. HOST:PUERTO: para otros, con un token.</translation></message>
    <message><source>OBS</source><translation>OBS</translation></message>
    <message><source>Where OBS listens, HOST:PORT; empty: found by itself on this machine.</source><translation>Dónde escucha OBS, HOST:PUERTO; vacío: se encuentra solo en este equipo.</translation></message>
    <message><source>Labels</source><translation>Acciones</translation></message>
    <message><source>Which labels, with commas; empty: any.</source><translation>Qué acciones, con comas; vacío: cualquiera.</translation></message>
    <message><source>When it</source><translation>Cuando</translation></message>
    <message><source>When it begins, when it ends, or when the picture is lost.</source><translation>Cuando empieza, cuando acaba, o cuando se pierde la imagen.</translation></message>
    <message><source>begin</source><translation>empieza</translation></message>
    <message><source>end</source><translation>acaba</translation></message>
    <message><source>lost</source><translation>se pierde</translation></message>
    <message><source>How likely it must be on average.</source><translation>Lo probable que debe ser de media.</translation></message>
    <message><source>Lasts at least</source><translation>Dura al menos</translation></message>
    <message><source>How long it must last.</source><translation>Cuánto debe durar.</translation></message>
    <message><source>Then rest for</source><translation>Luego descansar</translation></message>
    <message><source>How long the rule rests after it was done.</source><translation>Cuánto descansa la regla después de cumplirse.</translation></message>
    <message><source>Do</source><translation>Hacer</translation></message>
    <message><source>What is done.</source><translation>Lo que se hace.</translation></message>
    <message><source>clip</source><translation>clip</translation></message>
    <message><source>run</source><translation>programa</translation></message>
    <message><source>event</source><translation>línea de suceso</translation></message>
    <message><source>obs</source><translation>OBS</translation></message>
    <message><source>sound</source><translation>sonido</translation></message>
    <message><source>With what</source><translation>Con qué</translation></message>
    <message><source>What exactly.</source><translation>Qué exactamente.</translation></message>
    <message><source>seconds before the event; empty: as the settings say</source><translation>segundos antes del suceso; vacío: como dicen los ajustes</translation></message>
    <message><source>a command: a program and its arguments</source><translation>una orden: un programa y sus argumentos</translation></message>
    <message><source>a file to which a line of JSON is appended</source><translation>un archivo al que se añade una línea de JSON</translation></message>
    <message><source>replay, chapter NAME, scene NAME, show SOURCE, hide SOURCE or text SOURCE</source><translation>replay, chapter NOMBRE, scene NOMBRE, show FUENTE, hide FUENTE o text FUENTE</translation></message>
    <message><source>a sound file (WAV, MP3, FLAC, Vorbis); empty: the program's own cue</source><translation>un archivo de sonido (WAV, MP3, FLAC, Vorbis); vacío: el del programa</translation></message>
    <message><source>Table (CSV)</source><translation>Tabla (CSV)</translation></message>
    <message><source>Everything, with all probabilities (JSON)</source><translation>Todo, con todas las probabilidades (JSON)</translation></message>
    <message><source>Subtitles (SubRip)</source><translation>Subtítulos (SubRip)</translation></message>
    <message><source>Subtitles (WebVTT)</source><translation>Subtítulos (WebVTT)</translation></message>
    <message><source>Cut list (EDL, CMX 3600)</source><translation>Lista de cortes (EDL, CMX 3600)</translation></message>
    <message><source>Segments for LosslessCut (CSV)</source><translation>Segmentos para LosslessCut (CSV)</translation></message>
    <message><source>Project of LosslessCut</source><translation>Proyecto de LosslessCut</translation></message>
    <message><source>Project of BORIS</source><translation>Proyecto de BORIS</translation></message>
    <message><source>Annotations for ELAN</source><translation>Anotaciones para ELAN</translation></message>
    <message><source>Annotations (ActivityNet)</source><translation>Anotaciones (ActivityNet)</translation></message>
    <message><source>Task for Label Studio</source><translation>Tarea para Label Studio</translation></message>
    <message><source>Label track for Audacity</source><translation>Pista de etiquetas para Audacity</translation></message>
    <message><source>Chapters for YouTube</source><translation>Capítulos para YouTube</translation></message>
    <message><source>Edit (OpenTimelineIO)</source><translation>Montaje (OpenTimelineIO)</translation></message>
    <message><source>Edit for Final Cut Pro X (FCPXML)</source><translation>Montaje para Final Cut Pro X (FCPXML)</translation></message>
    <message><source>Edit for Premiere Pro and Final Cut Pro 7 (XML)</source><translation>Montaje para Premiere Pro y Final Cut Pro 7 (XML)</translation></message>
    <message><source>Statistics of labels (CSV)</source><translation>Estadística de acciones (CSV)</translation></message>
    <message><source>Frame rate shown</source><translation>Imágenes mostradas</translation></message>
    <message><source>Classifications</source><translation>Clasificaciones</translation></message>
    <message><source>Latency</source><translation>Latencia</translation></message>
    <message><source>Loop from here; L again where it ends</source><translation>Bucle desde aquí; L otra vez donde acaba</translation></message>
    <message><source>No loop</source><translation>Sin bucle</translation></message>
    <message><source>Open the video first, then drop its labels</source><translation>Abra antes el vídeo y luego suelte sus acciones</translation></message>
    <message><source>The file beside the video labels nothing there</source><translation>El archivo junto al vídeo no etiqueta nada ahí</translation></message>
    <message><source>The corrections could not be kept: their folder cannot be written to</source><translation>No se pudieron guardar las correcciones: no se puede escribir en su carpeta</translation></message>
    <message><source>Choose a segment first: click it in the list or on the timeline</source><translation>Elija antes un segmento: haga clic en la lista o en la línea de tiempo</translation></message>
    <message><source>The playhead is not inside the chosen segment</source><translation>La posición no está dentro del segmento elegido</translation></message>
    <message><source>Nothing to undo</source><translation>Nada que deshacer</translation></message>
    <message><source>Nothing to redo</source><translation>Nada que rehacer</translation></message>
    <message><source>Open a teaching project first (Shift+T): what is labelled becomes its marks</source><translation>Abra antes un proyecto de enseñanza (Mayús+T): lo etiquetado será sus marcas</translation></message>
    <message><source>Choose a result, or play a video file: there is no moment to look for</source><translation>Elija un resultado, o reproduzca un vídeo: no hay momento que buscar</translation></message>
    <message><source>There is no library yet. Choose a folder of recordings: it is looked through at low priority, and can be searched then.</source><translation>Aún no hay biblioteca. Elija una carpeta de grabaciones: se examina con baja prioridad y luego se puede buscar en ella.</translation></message>
    <message><source>leave out</source><translation>omitir</translation></message>
    <message><source>Check these</source><translation>Revisar estos</translation></message>
    <message><source>Confirm all</source><translation>Confirmar todos</translation></message>
    <message><source>All labels are right as they stand now (Enter)</source><translation>Todas las acciones están bien como están ahora (Intro)</translation></message>
    <message><source>Teach again</source><translation>Enseñar otra vez</translation></message>
    <message><source>Back</source><translation>Atrás</translation></message>
    <message><source>The model is unsure of these. Digits answer ({keys}), a click gives the next label, Enter confirms.</source><translation>El modelo no está seguro de estos. Las cifras responden ({keys}), un clic da la siguiente acción, Intro confirma.</translation></message>
    <message><source>{count} moments marked. Teach again to learn from them; Ctrl+Z takes them back.</source><translation>{count} momentos marcados. Enseñe otra vez para aprender de ellos; Ctrl+Z los deshace.</translation></message>
    <message><source>{value} % sure. A click gives the next label.</source><translation>{value} % seguro. Un clic da la siguiente acción.</translation></message>
    <message><source>New model: </source><translation>Modelo nuevo: </translation></message>
    <message><source>nothing here</source><translation>nada aquí</translation></message>
    <message><source>Change this label</source><translation>Cambiar esta acción</translation></message>
    <message><source>Rename, recolour, merge, remove</source><translation>Renombrar, cambiar color, unir, quitar</translation></message>
    <message><source>{name}, key {key}: {said}; {wanted}</source><translation>{name}, tecla {key}: {said}; {wanted}</translation></message>
    <message><source>Colour…</source><translation>Color…</translation></message>
    <message><source>Merge into</source><translation>Unir con</translation></message>
    <message><source>All that is none of the labels above: walking, menus, looking around.</source><translation>Todo lo que no es ninguna de las acciones de arriba: andar, menús, mirar alrededor.</translation></message>
    <message><source>Mark some of it, too.</source><translation>Marque también algo de ello.</translation></message>
    <message><source>Rename…</source><translation>Renombrar…</translation></message>
    <message><source>{name}   ({made}, {count} labels)</source><translation>{name}   ({made}, {count} acciones)</translation></message>
    <message><source>Cancelled; what was worked out so far is kept</source><translation>Cancelado; lo calculado hasta ahora se conserva</translation></message>
    <message><source>Cancelled; the model without tuning is there</source><translation>Cancelado; el modelo sin ajuste fino está ahí</translation></message>
    <message><source>The video {name} is not found any more</source><translation>Ya no se encuentra el vídeo {name}</translation></message>
    <message><source>Starting…</source><translation>Empezando…</translation></message>
    <message><source>Ending…</source><translation>Terminando…</translation></message>
    <message><source>Taught. {what}</source><translation>Enseñado. {what}</translation></message>
    <message><source>Open a video file to compare them on</source><translation>Abra un archivo de vídeo en el que compararlos</translation></message>
    <message><source>Starts here; O where it ends, then a digit</source><translation>Empieza aquí; O donde acaba, luego una cifra</translation></message>
    <message><source>Ends here; now the digit of its label</source><translation>Acaba aquí; ahora la cifra de su acción</translation></message>
    <message><source>Live: press the digit just after it happened</source><translation>En vivo: pulse la cifra justo después de que ocurra</translation></message>
    <message><source>No label has the key {key}</source><translation>Ninguna acción tiene la tecla {key}</translation></message>
    <message><source>Open a video or a live source first</source><translation>Abra antes un vídeo o una fuente en vivo</translation></message>
    <message><source>Choose a mark first: click it above the timeline</source><translation>Elija antes una marca: haga clic en ella sobre la línea de tiempo</translation></message>
    <message><source>Saved {seconds} s as {label}: {count} of them now</source><translation>{seconds} s guardados como {label}: ahora hay {count}</translation></message>
    <message><source>Only video files and live sources can be marked</source><translation>Solo se pueden marcar archivos de vídeo y fuentes en vivo</translation></message>
    <message><source>Your marks in this video</source><translation>Sus marcas en este vídeo</translation></message>
    <message><source>New project</source><translation>Proyecto nuevo</translation></message>
    <message><source>Name what it should tell apart, mark a few moments of each while you watch, and press Teach. “{others}” is added by itself: it is all that is none of your labels.</source><translation>Nombre lo que debe distinguir, marque unos momentos de cada cosa mientras mira, y pulse Enseñar. «{others}» se añade solo: es todo lo que no es ninguna de sus acciones.</translation></message>
    <message><source>reload, vault, heal</source><translation>recargar, saltar, curar</translation></message>
    <message><source>Folder</source><translation>Carpeta</translation></message>
    <message><source>Create</source><translation>Crear</translation></message>
    <message><source>Where the project's folder goes</source><translation>Dónde va la carpeta del proyecto</translation></message>
    <message><source>My game</source><translation>Mi juego</translation></message>
    <message><source>Change…</source><translation>Cambiar…</translation></message>
    <message><source>about {count} minutes more</source><translation>unos {count} minutos más</translation></message>
    <message><source>about {count} minute more</source><translation>aproximadamente {count} minuto más</translation></message>
    <message><source>Your own game, your own labels. Mark a few moments of each label while you watch, press Teach, and see the model work on your game about a minute later. Correct what is wrong, and teach again.</source><translation>Su propio juego, sus propias acciones. Marque unos momentos de cada una mientras mira, pulse Enseñar, y vea trabajar al modelo en su juego cosa de un minuto después. Corrija lo que esté mal y enseñe otra vez.</translation></message>
    <message><source>Try the example</source><translation>Probar el ejemplo</translation></message>
    <message><source>Two minutes of Minetest with their marks: press Teach and see</source><translation>Dos minutos de Minetest con sus marcas: pulse Enseñar y vea</translation></message>
    <message><source>Project ▾</source><translation>Proyecto ▾</translation></message>
    <message><source>Another project, its folder, earlier models</source><translation>Otro proyecto, su carpeta, modelos anteriores</translation></message>
    <message><source>Take over the labels beside the video</source><translation>Tomar las acciones junto al vídeo</translation></message>
    <message><source>What is labelled there becomes your marks; the file stays as it is</source><translation>Lo etiquetado allí serán sus marcas; el archivo queda como está</translation></message>
    <message><source>Add a label…</source><translation>Añadir una acción…</translation></message>
    <message><source>Add a label</source><translation>Añadir una acción</translation></message>
    <message><source>Report</source><translation>Informe</translation></message>
    <message><source>Also tune the CNN: {told}</source><translation>Ajustar también la CNN: {told}</translation></message>
    <message><source>New project…</source><translation>Proyecto nuevo…</translation></message>
    <message><source>Open project…</source><translation>Abrir proyecto…</translation></message>
    <message><source>The CNN's last blocks learn from your marks, too; kept only if held-out time says that it is better</source><translation>También los últimos bloques de la CNN aprenden de sus marcas; solo se conserva si el tiempo reservado dice que es mejor</translation></message>
    <message><source>needs TensorFlow</source><translation>necesita TensorFlow</translation></message>
    <message><source>Take over {name}</source><translation>Tomar {name}</translation></message>
    <message><source>{count} clips tested that it had not seen; {seconds} s in all</source><translation>{count} clips probados que no había visto; {seconds} s en total</translation></message>
    <message><source>not tested</source><translation>sin probar</translation></message>
    <message><source>{now} (was {before})</source><translation>{now} (antes {before})</translation></message>
    <message><source>Use it</source><translation>Usarlo</translation></message>
    <message><source>Use it all the same</source><translation>Usarlo de todos modos</translation></message>
    <message><source>Compare here</source><translation>Comparar aquí</translation></message>
    <message><source>Show what the new model says of this video, below your marks</source><translation>Mostrar lo que dice el modelo nuevo de este vídeo, bajo sus marcas</translation></message>
    <message><source>Check these…</source><translation>Revisar estos…</translation></message>
    <message><source>Found of each label: </source><translation>Encontrado de cada acción: </translation></message>
    <message><source>{truth} for {said}: {count} of {whole}</source><translation>{truth} por {said}: {count} de {whole}</translation></message>
    <message><source>In use</source><translation>En uso</translation></message>
    <message><source>End comparison</source><translation>Terminar comparación</translation></message>
    <message><source>Learned</source><translation>Aprendido</translation></message>
    <message><source>Taken for another</source><translation>Tomados por otra</translation></message>
    <message><source>As good as before</source><translation>Tan bueno como antes</translation></message>
    <message><source>Better</source><translation>Mejor</translation></message>
    <message><source>Not better: the old one stays</source><translation>No es mejor: queda el anterior</translation></message>
    <message><source>said {label}</source><translation>dijo {label}</translation></message>
    <message><source>marked {truth}, taken for {said}</source><translation>marcado {truth}, tomado por {said}</translation></message>
    <message><source>Cancel</source><translation>Cancelar</translation></message>
    <message><source>What was worked out so far is kept; the next time goes on from there</source><translation>Lo calculado hasta ahora se conserva; la próxima vez sigue desde ahí</translation></message>
    <message><source>A teaching project's folder, or one of labelled footage</source><translation>La carpeta de un proyecto de enseñanza, o de grabaciones etiquetadas</translation></message>
    <message><source>{name} is no teaching project yet. Make one of the labelled videos in it?</source><translation>{name} aún no es un proyecto de enseñanza. ¿Hacer uno con los vídeos etiquetados que contiene?</translation></message>
    <message><source>Close this project</source><translation>Cerrar este proyecto</translation></message>
    <message><source>Rename</source><translation>Renombrar</translation></message>
    <message><source>The label's new name:</source><translation>El nuevo nombre de la acción:</translation></message>
    <message><source>The label's colour</source><translation>El color de la acción</translation></message>
    <message><source>Show its folder</source><translation>Mostrar su carpeta</translation></message>
    <message><source>{label} and its marks are gone; Ctrl+Z brings them back</source><translation>{label} y sus marcas ya no están; Ctrl+Z las recupera</translation></message>
    <message><source>not found</source><translation>no encontrado</translation></message>
    <message><source>Hold a label's digit while it happens. Or: I where it starts, O where it ends, then the digit. Ctrl+Z undoes.</source><translation>Mantenga la cifra de una acción mientras ocurre. O bien: I donde empieza, O donde acaba, luego la cifra. Ctrl+Z deshace.</translation></message>
    <message><source>Press a label's digit just after it happened: the last {seconds} seconds become a clip of it.</source><translation>Pulse la cifra de una acción justo después de que ocurra: los últimos {seconds} segundos serán un clip de ella.</translation></message>
    <message><source>Open a video of your game, or watch it live, and mark what happens.</source><translation>Abra un vídeo de su juego, o mírelo en vivo, y marque lo que ocurre.</translation></message>
    <message><source>In OBS: Tools, WebSocket Server Settings. Kept in your keyring, else in a file that only you read.</source><translation>En OBS: Herramientas, Ajustes del servidor WebSocket. Se guarda en su depósito de claves, o en un archivo que solo usted lee.</translation></message>
    <message><source>It needs TensorFlow: {how}</source><translation>Necesita TensorFlow: {how}</translation></message>
    <message><source>Not scanned yet: try again in a moment</source><translation>Aún no se ha examinado: pruebe otra vez en un momento</translation></message>
    <message><source> in the first {part}</source><translation> en el primer {part}</translation></message>
    <message><source>From all {count} files that play one after another</source><translation>De los {count} archivos que se reproducen uno tras otro</translation></message>
    <message><source>Looking through {name} ({part} of {whole})</source><translation>Examinando {name} ({part} de {whole})</translation></message>
    <message><source>{name} is being made…</source><translation>Montando {name}…</translation></message>
    <message><source>Reel…</source><translation>Vídeo…</translation></message>
    <message><source>Cuts the chosen results, or all that are shown, into one video</source><translation>Monta los resultados elegidos, o todos los mostrados, en un vídeo</translation></message>
    <message><source>{key}: the window</source><translation>{key}: la ventana</translation></message>
    <message><source>Written: </source><translation>Escrito: </translation></message>
    <message><source>Kept beside the video: </source><translation>Guardado junto al vídeo: </translation></message>
    <message><source>Likely at least</source><translation>Probable al menos</translation></message>
</context>
</TS>
