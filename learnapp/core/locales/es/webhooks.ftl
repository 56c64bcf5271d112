# Webhooks: programas que saben cuándo pasa algo.
wh-lead = Programas de otros que saben en segundos cuándo pasa algo aquí.
wh-private = Un mensaje solo tiene ids: ni nombres, ni direcciones, ni nada que alguien haya escrito. El programa pide más a nuestra API, con una credencial propia.
wh-receivers = Receptores
wh-none = No se avisa a nadie
wh-none-text = Añade abajo la dirección de un programa.
wh-none-read = Un administrador puede añadir un programa.
wh-add = Añadir un receptor
wh-add-lead = Está desactivado hasta que lo actives. Envía antes una prueba.
wh-url = Dirección
wh-kinds = De qué se le avisa
wh-kinds-told = Se le avisa de
wh-kind-enrolment-changed = Alguien entra en una clase, la deja o tiene otra función en ella
wh-kind-mastery-reached = Un estudiante domina un tema
wh-kind-assignment-done = Un estudiante ha hecho lo encargado
wh-kind-assessment-results-shown = Se muestran a un estudiante los resultados de una prueba
wh-kind-intervention-sent = Se ha ofrecido ayuda a un estudiante
wh-kind-import-finished = Una importación ha terminado o ha fallado
wh-kind-export-finished = Una exportación ha terminado o ha fallado
wh-kind-test = Prueba
wh-secret = Un secreto nuevo
wh-secret-lead = Guárdalo donde lo encuentre el programa de { $url }: con él comprueba que un mensaje es nuestro (Standard Webhooks). No se muestra otra vez.
wh-secret-is = Secreto
wh-secret-away = Lo tengo
wh-is-on = Se le avisa
wh-is-off = Desactivado
wh-is-problem = No acepta todo
wh-on = Avisar a este receptor
wh-try-good = Ha aceptado la prueba.
wh-rotate = Secreto nuevo
wh-both = Los mensajes se firman también con el secreto anterior hasta { $at }.
wh-failed = Abandonados
wh-given-up = No ha aceptado nada en tres días y se ha desactivado ({ $at }). Lo que ocurre desde entonces se guarda 30 días. Averigua por qué, envía una prueba y actívalo otra vez; entonces se envía lo que espera.
wh-remove-sure = ¿Quitarlo del todo, con sus mensajes?
wh-log = Mensajes
wh-log-show = Ver mensajes
wh-log-hide = Ocultar mensajes
wh-log-none = No hay ningún mensaje.
wh-head-at = Cuándo
wh-head-what = Qué
wh-head-state = Estado
wh-head-tries = Intentos
wh-head-status = Respuesta
wh-state-all = Todos
wh-state-waiting = En espera
wh-state-sent = Enviado
wh-state-failed = Abandonado
wh-due = Otra vez: { $at }
wh-replay = Enviar de nuevo
wh-replayed = { $messages ->
    [one] Se envía de nuevo un mensaje
   *[other] Se envían de nuevo { $messages } mensajes
 } en segundos.
wh-since = Desde
wh-until = Hasta
wh-replay-days = Enviar de nuevo estos días
wh-replayed-none = No se envía nada: de esos días no se guarda ningún mensaje enviado o abandonado. Los mensajes se guardan 30 días.
wh-replayed-off = { $messages ->
    [one] Un mensaje espera.
   *[other] { $messages } mensajes esperan.
 } El receptor está desactivado: se envían cuando se active.
wh-quiet-was = De { $since } a { $until } no se guardó nada para él, así que nada de ese tiempo puede enviarse de nuevo.
wh-quiet-is = Está desactivado desde { $since } y no se guarda nada para él hasta que se active.
wh-quiet-way = Una exportación incremental tiene lo que cambió en ese tiempo:
