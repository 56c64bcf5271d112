# Metas, notas privadas, la semana, imprimir.
print = Imprimir
planning-ways = Plan, metas, semana y notas
planning-not-stored = Todavía no se puede guardar nada tuyo, así que no puedes poner metas aquí. Pregunta a tu docente o a tu familia.

goals-title = Mis metas
goals-lead = Elige qué quieres lograr y para cuándo. Lo medimos con tus respuestas. Tu docente y tu familia pueden ver tus metas.
goals-open = En qué estoy trabajando
goals-none = Todavía no tienes metas
goals-none-text = Elige un tema que quieras dominar, o cuánto quieres practicar cada semana.
goals-new = Una meta nueva
goals-closed = Logradas y marcadas
goals-turn = Páginas de metas
goals-all = Todas mis metas
goals-set = Poner una meta
goal-kind = ¿De qué se trata?
goal-kind-topic = Un tema
goal-kind-answers = Respuestas por semana
goal-kind-minutes = Minutos por semana
goal-which-topic = ¿Qué tema?
goal-choose-topic = Elige un tema
goal-number-answers = ¿Cuántas respuestas por semana?
goal-number-minutes = ¿Cuántos minutos por semana?
goal-due = ¿Para qué día?
goal-new-day = Nuevo día
goal-add = Poner esta meta
goal-added = Tu meta está puesta.
goal-moved = El día se ha cambiado.
goal-ticked = Marcada como hecha.
goal-dropped = Has dejado la meta.
goal-topic = Dominar: { $topic }
goal-topic-gone = Un tema que tus cursos ya no tienen
goal-answers = { $count ->
    [one] 1 respuesta por semana
   *[other] { $count } respuestas por semana
  }
goal-minutes = { $count ->
    [one] 1 minuto de práctica por semana
   *[other] { $count } minutos de práctica por semana
  }
goal-mastered = { NUMBER($value, maximumFractionDigits: 0) } % dominado
goal-not-enough = Todavía hay pocas respuestas
goal-answers-done = { $done } de { $count ->
    [one] 1 respuesta
   *[other] { $count } respuestas
  } esta semana
goal-minutes-done = { $done } de { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
  } esta semana
goal-this-week = suficiente para esta semana
goal-left = { $count ->
    [0] hoy es el último día
    [one] queda 1 día
   *[other] quedan { $count } días
  }
goal-overdue = venció el { $day }
goal-by = Para el { $day }
goal-until = Hasta el { $day }
goal-weeks = { $count ->
    [one] suficiente en { $weeks } de 1 semana
   *[other] suficiente en { $weeks } de { $count } semanas
  }
goal-reached = lograda el { $day }
goal-done = la marcaste como hecha el { $day }
goal-ended = terminó el { $day }
goal-evidence = Las respuestas en que se basa
goal-evidence-week = Lo que se contó
goal-practise = Practicar
goal-practise-of = Practicar para: { $name }
goal-tick = Marcar como hecha
goal-tick-of = Marcar como hecha: { $name }
goal-move = Cambiar el día
goal-move-of = Cambiar el día de: { $name }
goal-drop = Dejarla
goal-drop-of = Dejar: { $name }
goal-drop-sure = ¿Seguro que la dejas?
goal-drop-sure-of = ¿Seguro que la dejas? { $name }

notes-title = Mis notas
notes-all = Todas mis notas
notes-none = Todavía no tienes notas
notes-none-text = Abre una tarea o un texto y elige «Mi nota» debajo.
notes-turn = Páginas de notas
note-open = Mi nota
note-label = Mi nota sobre esto
note-private = Solo tú puedes leer tus notas. Ni docentes, ni familia, ni administradores pueden.
note-saved-now = Guardada
note-saved = Guardada el { $at }
note-joined = Tu nota se guardó entretanto en otro lugar. Se conservan los dos textos: primero lo que había allí y después lo que acabas de escribir.
note-other = Tu nota se guardó entretanto en otro lugar, y los dos textos juntos son demasiado largos para una nota. Lo que has escrito aún no se ha guardado: acórtalo, o guarda otra vez para ponerlo en lugar de esto:
note-gone = Algo que tus cursos ya no tienen
note-delete = Borrar
note-delete-of = Borrar la nota sobre { $name }
note-delete-sure = ¿Borrar para siempre?
note-delete-sure-of = ¿Borrar para siempre la nota sobre { $name }?
note-deleted = La nota se ha borrado.

week-title = Mi semana
week-this = Esta semana
week-last = La semana pasada
week-of = La semana del { $day }
week-span = Del { $first } al { $last }
week-turn = Elegir una semana
week-before = Antes
week-now = Esta semana
week-after = Después
week-none = Nada en esta semana
week-none-text = Empieza con tu próximo paso y aparecerá aquí.
week-none-then = En esta semana no respondiste, leíste ni escribiste nada.
week-sum = { $count ->
    [one] Diste 1 respuesta
   *[other] Diste { $count } respuestas
  }, { $right } correctas, en más o menos { $minutes ->
    [one] 1 minuto
   *[other] { $minutes } minutos
  } de práctica.
week-no-answers = En esta semana no diste respuestas.
week-days = Lo que hiciste cada día
week-day = Día
week-answers = Respuestas
week-practice = Práctica
week-topics = Temas
week-read = Leído o visto
week-minutes = { $count } min
week-minutes-note = Los minutos cuentan mientras trabajas en una tarea, como mucho 15 por cada respuesta, y mientras lees un texto o pruebas una simulación. Una página que solo queda abierta no cuenta.
week-moves = Cómo cambiaron tus temas
week-up = subió
week-down = bajó
week-new = es nuevo
week-to = a
week-from-to = de cerca del { NUMBER($before, maximumFractionDigits: 0) } % a cerca del { NUMBER($after, maximumFractionDigits: 0) } %
week-reached = Metas logradas
week-posts = Lo que escribiste a tu clase
weekday-0 = Lunes
weekday-1 = Martes
weekday-2 = Miércoles
weekday-3 = Jueves
weekday-4 = Viernes
weekday-5 = Sábado
weekday-6 = Domingo
