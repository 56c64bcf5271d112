# Lo que el profesorado asigna a una clase y fija arriba de su camino.
kind-topic = Tema
kind-test = Prueba
assign-title = Tareas
assign-lead = Lo que asignas ocupa un lugar entre las tres próximas cosas de cada estudiante, con tu frase. Quién ha terminado se lee de su trabajo.
assign-none = Todavía no hay nada asignado
assign-none-text = Asigna un tema o algo del curso. Tus estudiantes lo encuentran en Hoy con tu frase, aparece entre sus tres próximas cosas, y aquí ves quién ha terminado.
assign-closed = Esta clase está cerrada: su alumnado no la ve y no se puede asignar nada. La administración puede abrirla de nuevo.
assign-open = Asignar o fijar algo
assign-list = Lo que está asignado
assign-turn = Páginas de tareas
assign-this = Asignar esto
assign-this-of = Asignar esto: { $title }

pick-title = Elige algo del curso, o una prueba
pick-search = Palabras del título o del tema
pick-topic = Tema
pick-topic-all = Todos los temas
pick-none = El curso no tiene nada con estas palabras. Prueba con menos, o con otro tema.
pick-turn = Páginas de la lista del curso
pick-assign = Asignar
pick-assign-of = Asignar: { $title } ({ $kind })
pick-pin = Fijar
pick-pin-of = Fijar arriba del camino: { $title } ({ $kind })
pick-age = Desde { $age } años
pick-withdrawn = Esta clase ya no lo recibe
pick-no-course = Esta clase todavía no estudia ningún curso. Pide a la administración que elija uno.

assign-form = Asignar: { $title }
assign-until = ¿Cuándo está hecho?
assign-until-mastered = Cuando se domina el tema
assign-until-answers = Después de un número de respuestas
assign-answers = ¿Cuántas respuestas?
assign-whom = ¿Para quién?
assign-whom-everyone = Toda la clase, también quien llegue después
assign-whom-some = Estudiantes que eliges
assign-students = Estudiantes
assign-students-turn = Páginas de estudiantes
assign-picked = { $count ->
    [0] Todavía no has elegido a nadie.
    [one] Has elegido a 1 estudiante.
   *[other] Has elegido a { $count } estudiantes.
  }
assign-no-students = Todavía no hay estudiantes en esta clase.
assign-due = ¿Hasta qué día? (puedes dejarlo vacío)
assign-clock = ¿A qué hora? (vacío: al final del día)
assign-words = Una frase para tus estudiantes (puedes dejarla vacía)
assign-send = Asignar
assign-done = Está asignado. Tus estudiantes lo ven en Hoy.
assign-withdrawn = La tarea se ha retirado.

assign-gone = Algo que el curso ya no tiene
assign-of = { $count ->
    [0] No hay nadie que pueda hacerlo.
   *[other] { $done } de { $count } lo han hecho
  }
assign-for-everyone = Para toda la clase
assign-for-some = { $count ->
    [one] Para 1 estudiante
   *[other] Para { $count } estudiantes
  }
assign-goal-answers = { $count ->
    [one] hasta dar 1 respuesta
   *[other] hasta dar { $count } respuestas
  }
assign-goal-mastered = hasta dominarlo
assign-goal-test = hecha cuando se entrega
assign-test-draft = Esta prueba es un borrador. Al asignarla, estos estudiantes la reciben y lo que pregunta ya no se puede cambiar.
assign-due-on = Para el { $when }
assign-was-due = Era para el { $when }
assign-due-never = Sin fecha
assign-day-off = Ese día no hay clase.
assign-item-withdrawn = Esta clase ya no lo recibe, así que no se ofrece a nadie.
assign-missing = { $count ->
    [one] A 1 estudiante le falta
   *[other] A { $count } estudiantes les falta
  }
assign-late = { $count ->
    [one] 1 estudiante va con retraso
   *[other] { $count } estudiantes van con retraso
  }
assign-more = { $count ->
    [one] y 1 más
   *[other] y { $count } más
  }
assign-all-done = Han terminado todos
assign-change = Cambiar
assign-change-of = Cambiar: { $title }
assign-change-form = Cambiar: { $title }
assign-change-lead = Otro día, otro alumnado u otra frase. Lo hecho hasta ahora sigue contando, y se avisa a tu alumnado del día nuevo.
assign-change-send = Guardar el cambio
assign-changed = La tarea está cambiada.
assign-withdraw = Retirar
assign-withdraw-of = Retirar: { $title }
assign-sure = ¿Retirar esta tarea? Desaparece de las páginas de tus estudiantes. Lo que han hecho sigue siendo suyo.
assign-sure-yes = Sí, retirarla

pins-title = Arriba del camino
pins-lead = Hasta cinco cosas que cada estudiante de esta clase ve encima del camino, en este orden.
pins-none = No hay nada fijado. Abre la lista del curso más arriba y elige «Fijar».
pin-done = Está fijado arriba del camino.
pin-gone = Ya no está fijado.
pin-up = Subir: { $title }
pin-down = Bajar: { $title }
pin-away = Quitar
pin-away-of = Quitar de arriba: { $title }

assigned-title = Asignado por tu docente
assigned-due = { $days ->
    [0] Para hoy, { $when }
    [1] Para mañana, { $when }
   *[other] Para dentro de { $days } días, { $when }
  }
assigned-late = Era para el { $when }. Todavía puedes hacerlo.
assigned-left = { $count ->
    [one] Falta 1 respuesta
   *[other] Faltan { $count } respuestas
  }
assigned-mastered = hecho cuando lo domines
assigned-nothing = Ahora mismo no hay nada que abrir para esto.
assigned-done = Hecho
assigned-still = Por hacer
assigned-late-word = Todavía por hacer
assigned-more = { $count ->
    [one] 1 más
   *[other] { $count } más
  }
assigned-beside = Asignado por tu docente.
assigned-beside-topic = Forma parte de un tema que ha asignado tu docente: { $title }.
assigned-beside-done = Ya lo has hecho.
pinned-title = Fijado por tu docente
pinned-done = Hecho
pinned-open = Todavía sin hacer

family-assigned = Asignado por el profesorado
family-assigned-what = Lo que tiene que hacer tu hijo o hija, y si está hecho. No tienes que hacer nada aquí.
family-tests = Pruebas
family-tests-what = Las últimas pruebas que ha entregado. La escuela decide cuándo se muestran los resultados.
family-test-at = entregada el { $day }
family-test-waits = Entregada. Los resultados llegarán más tarde.
family-test-share = { $share } % correcto
family-test-between = Con otras preguntas estaría lo más probable entre { $low } y { $high } %.
family-test-passed = Superada.
family-test-not-passed = Todavía no superada.
family-test-well = Salió bien:
family-test-hard = Aún cuesta:
family-test-placement = Esta prueba solo averigua dónde puede empezar. Nadie la supera ni la suspende.
help-assignments = Asigna un tema, algo del curso o una prueba a toda la clase o a algunos estudiantes, con un día y una frase si quieres. Una prueba en borrador se entrega al asignarla. Ves cuántos han terminado y a quién le falta. Lo que fijas está arriba del camino de toda la clase. Puedes cambiar su día, su alumnado o su frase, retirarlo o quitarlo cuando quieras: lo que han hecho sigue siendo suyo.
