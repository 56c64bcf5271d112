# La bandeja de una clase: lo que se ha notado. Habla de lo que se ha visto, nunca de cómo es alguien.
inbox-title = Bandeja
inbox-tab = Bandeja
inbox-lead = Lo que las respuestas dicen de quién puede necesitar ayuda ahora. Solo mira respuestas, pistas y tiempo. A partir del 70 %, la ayuda que puede dar una página sale sola; todo lo demás te espera a ti.
inbox-off = La bandeja está desactivada en esta clase. Administración puede activarla en Institución.
inbox-parts = Partes de la bandeja
inbox-tab-waiting = En espera ({ $count })
inbox-tab-out = En camino o vistas ({ $count })
inbox-tab-snoozed = Más tarde ({ $count })
inbox-tab-held = Retenidas ({ $count })
inbox-tab-over = Terminadas ({ $count })
inbox-noticed = Qué se ha notado
inbox-all = Todo
inbox-mine = Solo lo que me han pasado
inbox-bulk = Con lo elegido
inbox-choose-all = Elegir todo lo de esta página, o nada
inbox-choose-of = Elegir: { $name }
inbox-chosen = { $count ->
    [0] No hay nada elegido
    [one] 1 elegida
   *[other] { $count } elegidas
  }
inbox-approve-all = Aprobar
inbox-dismiss-all = No hace falta
inbox-undo-all = Deshacer
inbox-snooze = Más tarde …
inbox-snooze-chosen = Mirar más tarde lo elegido
inbox-snooze-of = Más tarde: { $name }
inbox-snooze-days = { $count ->
    [one] en 1 día
   *[other] en { $count } días
  }
inbox-assign = Pasar a …
inbox-assign-chosen = Pasar lo elegido a un colega
inbox-left = { $count ->
    [one] 1 ha quedado fuera; sigue donde estaba:
   *[other] { $count } han quedado fuera; siguen donde estaban:
  }
inbox-left-words = Un mensaje a casa necesita una frase tuya. Elige Cambiar y escríbela.
inbox-left-home = A nadie en casa de este estudiante le llega lo que viene del centro. Elige otra vía.
inbox-left-days = No hay ningún día lectivo en dos meses.
inbox-left-decided = Ya está decidido.
inbox-left-changed = Un colega lo ha cambiado entretanto. Vuelve a mirarlo.
inbox-nobody = No está a cargo de nadie
inbox-assign-of = Pasar a un colega: { $name }
inbox-turn = Páginas de la bandeja
inbox-short-wheel_spinning = Muchos intentos en un tema
inbox-short-prerequisite_gap = Falta algo anterior
inbox-short-gaming = Respuestas muy rápidas
inbox-short-hint_abuse = Soluciones sin intentarlo
inbox-short-sudden_drop = De pronto menos aciertos
inbox-short-inactive = Sin actividad
inbox-short-at_risk = Puede quedarse atrás
inbox-short-teacher = Enviado por un docente
inbox-why-wheel_spinning = { $tries } intentos en { $topic }, { $right } de ellos correctos sin pistas: no empieza a salir. También cuentan las respuestas repetidas a la misma tarea.
inbox-why-prerequisite_gap = { $tries } intentos en temas que se apoyan en { $topic }, { $right } de ellos correctos sin pistas; no se ha visto que { $topic } se sepa.
inbox-why-gaming = { $fast } de las últimas { $tries } respuestas llegaron más rápido de lo que nadie trabaja; de todas estas, { $right } eran correctas sin pistas.
inbox-why-hint_abuse = { $given } soluciones abiertas antes de intentar nada, en las últimas { $tries } tareas.
inbox-why-sudden_drop = { $right } de las últimas { $tries } respuestas correctas sin pistas, en varios temas: muchas menos que las respuestas anteriores de esta misma persona.
inbox-why-inactive = { $days ->
    [one] Sin trabajo durante 1 día lectivo, lo que no es habitual en esta persona.
   *[other] Sin trabajo durante { $days } días lectivos, lo que no es habitual en esta persona.
  }
inbox-why-at_risk = Visto por la noche en el trabajo de las últimas semanas; también está en la cola de revisión, y se decide aquí o allí.
inbox-why-teacher = Lo ha enviado un docente; no se notó nada.
inbox-sure = { $percent } % de seguridad
inbox-help-hint = Señalar las pistas de la tarea
inbox-help-explanation = Otra explicación
inbox-help-prerequisite = Repasar lo anterior
inbox-help-easier = Un paso más fácil
inbox-help-peer = Preguntar a compañeros
inbox-help-teacher = Una charla con un docente
inbox-help-home = Un mensaje a casa
inbox-approve-hint = Ofrecerlo
inbox-approve-explanation = Ofrecerlo
inbox-approve-prerequisite = Ofrecerlo
inbox-approve-easier = Ofrecerlo
inbox-approve-peer = Ofrecerlo
inbox-approve-teacher = Me encargo
inbox-approve-home = Enviarlo a casa
inbox-edit = Cambiar
inbox-edit-help = Ayuda
inbox-edit-keep = Guardar el cambio
inbox-edited = El cambio está guardado.
inbox-words = Una frase tuya
inbox-words-hint = La lee quien lo recibe. Como mucho 500 caracteres.
inbox-dismiss = No hace falta
inbox-finish = Hecho
inbox-undo = Deshacer
inbox-by-hand = decidido por una persona
inbox-state-waiting = En espera
inbox-state-due = En camino
inbox-state-sent = Ofrecida
inbox-state-seen = Vista
inbox-state-held = Retenida
inbox-state-taken = A cargo de alguien
inbox-state-done = Hecha
inbox-state-declined = Ahora no
inbox-state-cleared = Ya no hace falta
inbox-state-dismissed = No hace falta
inbox-at = Notado { $at }
inbox-due = sale { $at }
inbox-sent = ofrecida { $at }
inbox-seen = vista { $at }
inbox-until = más tarde, el { $at }
inbox-assigned = a cargo de { $name }
inbox-decided = decidido por { $name }
inbox-result-helped = después fue bien
inbox-result-not = después todavía no fue bien
inbox-proof = { $count ->
    [one] Mostrar el evento en que se basa
   *[other] Mostrar los { $count } eventos en que se basa
  }
inbox-proof-hide = Ocultar los eventos
inbox-outcome-right = correcta
inbox-outcome-wrong = incorrecta
inbox-outcome-given_up = solución abierta
inbox-event-hints = { $count ->
    [one] 1 pista
   *[other] { $count } pistas
  }
inbox-event-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
  }
inbox-held-why = Mientras nadie sepa si un tipo de ayuda sirve, una de cada cinco de las que saldrían solas se retiene al azar; después, una de cada veinte. Así se averigua. Lo que te espera a ti y lo que tú envías nunca se retiene, ni nada que tenga que ver con la seguridad. Puedes enviar lo retenido de todos modos: entonces ya no se compara, y cuanto más se haga, menos dice la comparación.
inbox-empty-waiting = No te espera nada
inbox-empty-out = No hay nada en camino
inbox-empty-snoozed = No hay nada aplazado
inbox-empty-held = No hay nada retenido
inbox-empty-over = Todavía no ha terminado nada
inbox-empty-text = Lo que se nota aparece aquí en menos de un minuto tras las respuestas.
inbox-done-approve = { $count ->
    [one] Aprobado. Lo que va al alumnado sale en dos minutos, o en cuanto pueda recibir otra tarjeta; hasta entonces puedes deshacerlo.
   *[other] { $count } aprobadas. Lo que va al alumnado sale en dos minutos, o en cuanto pueda recibir otra tarjeta; hasta entonces puedes deshacerlo.
  }
inbox-done-dismiss = { $count ->
    [one] Cerrado. Puedes deshacerlo durante diez minutos.
   *[other] { $count } cerradas. Puedes deshacerlo durante diez minutos.
  }
inbox-done-snooze = { $count ->
    [one] Aplazado.
   *[other] { $count } aplazadas.
  }
inbox-done-assign = { $count ->
    [one] Entregado.
   *[other] { $count } entregadas.
  }
inbox-done-finish = { $count ->
    [one] Hecho.
   *[other] { $count } hechas.
  }
inbox-done-undo = { $count ->
    [one] Deshecho.
   *[other] { $count } deshechas.
  }
inbox-hand = Enviar algo a un estudiante, o a casa
inbox-hand-student = Estudiante
inbox-hand-what = Qué
inbox-hand-hint = Un mensaje a casa necesita una frase. La familia la lee en la página de su hija o hijo, tal como la escribes, y recibe el aviso en su propio idioma.
inbox-hand-nobody = A nadie en casa de este estudiante le llega lo que viene del centro, así que no se puede enviar nada a casa.
inbox-hand-send = Enviar
inbox-sent-by-hand = Sale en dos minutos, o en cuanto este estudiante pueda recibir otra tarjeta; hasta entonces puedes deshacerlo.
inbox-helps-title = Qué ayuda
inbox-helps-text = De toda la escuela, para todas las clases. Cuenta como recuperado quien acierta sin pistas 3 de las 5 respuestas siguientes en una semana o, tras un silencio, quien vuelve a trabajar.
inbox-helps-help = Tipo de ayuda
inbox-helps-sent = Salió sola
inbox-helps-held = Retenida al azar
inbox-helps-difference = Diferencia
inbox-helps-hand = Enviada por docentes
inbox-helps-verdict = Qué se sabe
inbox-share = { $percent } % recuperados, de { $of }
inbox-none-yet = no hay datos suficientes
inbox-difference = { $value } puntos ({ $low } a { $high })
inbox-verdict-open = Nadie puede decirlo aún
inbox-verdict-helps = Ayuda
inbox-verdict-retire = No ayuda
inbox-verdict-retired = Retirada: no ayuda, y ya no sale sola
inbox-verdict-person = Una persona decide cada vez
inbox-help-again = Usarla otra vez
inbox-help-again-of = Usarla otra vez: { $help }
inbox-helps-how = El intervalo es del 99,5 %, porque se mira cada día. Un tipo de ayuda se retira cuando se han juzgado 60 que salieron y 20 retenidas y todo el intervalo está por debajo de 5 puntos. Lo que envían los docentes no tiene con qué compararse. Lo retenido que un docente envió de todos modos falta entre lo retenido: si se envió a quienes peor iban, una ayuda parece aquí más débil de lo que es.
inbox-waiting = { $count ->
    [one] 1 cosa espera en la bandeja
   *[other] { $count } cosas esperan en la bandeja
  }

# Qué ayuda, como lo lee un administrador.
help-interventions = Qué se sabe de cada tipo de ayuda: cómo les fue a quienes la recibieron, junto a quienes el azar se la retuvo. Debajo están las clases y los casos de los que salen las cifras.
effects-judged = Juzgados
effects-standing-helps = Ayuda
effects-standing-retired = Retirada: no ayuda
effects-standing-retire = No ayuda
effects-standing-few = Muy pocos para decirlo
effects-standing-open = Aún sin diferencia clara
effects-standing-person = Una persona decide cada vez
effects-lacks = Aún faltan: { $sent } que salgan, { $held } retenidas
effects-by-figures = Lo decidieron las cifras el
effects-by = { $name } la recuperó el
effects-since = Se cuenta desde el
effects-show = Clases y casos
effects-hide = Cerrar
effects-below = Ir a ellos
effects-of = { $help }: en qué se apoyan las cifras
effects-classes = Por clase
effects-classes-text = Una clase tiene muy pocos estudiantes para decir qué ayuda en ella; se decide con todas las clases juntas.
effects-class = Clase
effects-off = Desactivado ahora en esta clase
effects-last = Juzgado por última vez
effects-turn-classes = Páginas de clases
effects-cases = Caso por caso
effects-cases-text = De quién era cada caso queda con quien da la clase.
effects-at = Cuándo
effects-part = Qué parte
effects-part-sent = Salió sola
effects-part-held = Retenida al azar
effects-part-hand = Enviada por un docente
effects-after = Una semana después
effects-well = Recuperado
effects-not-well = No recuperado
effects-turn-cases = Páginas de casos
effects-trail = Lo que se retiró y lo que un docente recuperó está en el registro de auditoría:
