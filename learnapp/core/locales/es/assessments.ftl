# Pruebas: cómo las hacen los docentes, cómo las responden los estudiantes y qué resultó.
quiz-title = Prueba
quiz-card = Tus pruebas
quiz-turn = Páginas de tus pruebas
quiz-results = Mis resultados de pruebas
quiz-results-turn = Páginas de resultados
quiz-result-of = entregada { $at }
quiz-results-none = Aún no has entregado ninguna prueba
quiz-results-none-text = Aquí queda lo que entregas, también mucho después de que la prueba se haya cerrado.
quiz-state-running = Ya empezaste
quiz-state-open = Por hacer
quiz-state-ahead = Aún no está abierta
quiz-state-results = Resultados
quiz-state-done = Entregada
quiz-state-closed = Cerrada
quiz-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
  }
quiz-no-limit = Sin límite de tiempo
quiz-opens = Se abre el { $when }
quiz-closes = Se cierra el { $when }
quiz-before = Antes de empezar
quiz-rule-fixed = Ves una pregunta a la vez. Puedes volver atrás, cambiar respuestas y marcar preguntas para volver a ellas.
quiz-rule-mastery_check = Ves una pregunta a la vez, de varios temas. No puedes volver a una pregunta.
quiz-rule-adaptive = La pregunta siguiente depende de tus respuestas, así que cada quien recibe otras. No puedes volver atrás. Algunas serán difíciles: así debe ser.
quiz-rule-placement = Unas pocas preguntas averiguan dónde estás. Algunas tratarán de cosas que aún no has aprendido: no pasa nada. No puedes volver atrás.
quiz-rule-line = Termina en cuanto está claro si acertarías el { $cut } % de todas las preguntas sobre estos temas, o todavía no.
quiz-rule-minutes = { $count ->
    [one] Tienes 1 minuto. El reloj corre desde que empiezas, también si cierras la página.
   *[other] Tienes { $count } minutos. El reloj corre desde que empiezas, también si cierras la página.
  }
quiz-rule-no-limit = Tómate el tiempo que necesites.
quiz-rule-until-closing = La prueba se cierra { $when }. Tu tiempo termina entonces, también en medio de una pregunta.
quiz-rule-beyond = La prueba se cierra { $when }. Empieza antes: tienes todo tu tiempo, también después del cierre.
quiz-rule-breaks = { $count ->
    [one] Puedes hacer 1 pausa, en la que el reloj se detiene.
   *[other] Puedes hacer { $count } pausas, en las que el reloj se detiene.
  }
quiz-rule-attempts = { $count ->
    [0] No te queda ningún intento.
    [one] Tienes 1 intento.
   *[other] Te quedan { $count } intentos.
  }
quiz-rule-help = No hay pistas, y nada te dice si una respuesta es correcta hasta que se muestran los resultados.
quiz-rule-saved = Cada respuesta se guarda enseguida. Si se pierde la conexión, abre la prueba de nuevo, en cualquier aparato.
quiz-rule-shown-submitted = Verás tus resultados al entregarla.
quiz-rule-shown-closed = Verás tus resultados cuando la prueba se haya cerrado.
quiz-rule-shown-released = Verás tus resultados cuando tu docente los muestre.
quiz-begin = Empezar ahora
quiz-go-on = Continuar
quiz-cannot-begin = Esta prueba no se puede empezar ahora.
quiz-clock = Tiempo restante:
quiz-clock-hide = Ocultar el reloj
quiz-clock-show = Mostrar el reloj
quiz-clock-told = { $minutes ->
    [one] Queda 1 minuto.
   *[other] Quedan { $minutes } minutos.
  }
quiz-overview = Preguntas de la prueba
quiz-place = Pregunta { $number }
quiz-place-answered = respondida
quiz-place-open = sin responder
quiz-place-flagged = marcada
quiz-question = Pregunta { $number }
quiz-question-of = Pregunta { $number } de { $count }
quiz-saved = Guardada.
quiz-half = Lo que llevas hecho se guarda. Cuenta cuando todas las partes están completas.
quiz-save = Guardar
quiz-save-on = Guardar y seguir
quiz-next-step = Guardar, paso siguiente
quiz-skip = Seguir sin responder
quiz-flag = Marcar para volver
quiz-unflag = Marcada
quiz-no-way-back = No podrás volver a esta pregunta.
quiz-break = { $count ->
    [one] Hacer una pausa ({ $minutes } min, queda 1)
   *[other] Hacer una pausa ({ $minutes } min, quedan { $count })
  }
quiz-paused = Estás en pausa
quiz-paused-text = { $minutes ->
    [one] El reloj se detiene hasta 1 minuto. Después sigue por sí solo.
   *[other] El reloj se detiene hasta { $minutes } minutos. Después sigue por sí solo.
}
quiz-rest = Queda de la pausa:
quiz-rest-then = { $minutes ->
    [0] Después te queda menos de un minuto de la prueba.
    [one] Después te queda 1 minuto de la prueba.
   *[other] Después te quedan { $minutes } minutos de la prueba.
  }
quiz-rest-told = { $minutes ->
    [one] Queda 1 minuto de la pausa.
   *[other] Quedan { $minutes } minutos de la pausa.
  }
quiz-rest-over = La pausa ha terminado. El reloj corre.
quiz-end-break = Terminar la pausa
quiz-taken-out = { $count ->
    [one] Se quitó una pregunta de esta prueba. No cuenta.
   *[other] Se quitaron { $count } preguntas de esta prueba. No cuentan.
  }
quiz-nothing-left = No queda ninguna pregunta. Entrega la prueba.
quiz-hand-in = Entregar
quiz-open-questions = { $count ->
    [one] Una pregunta aún no tiene respuesta:
   *[other] { $count } preguntas aún no tienen respuesta:
  }
quiz-all-answered = Todas las preguntas tienen respuesta.
quiz-hand-in-sure = Después de entregarla no se puede cambiar nada.
quiz-hand-in-yes = Sí, entregarla
quiz-hand-in-no = Todavía no
quiz-handed-in = Tu prueba está entregada.
quiz-ended-time = Se acabó el tiempo. Se entregó lo que habías respondido hasta entonces.
quiz-shown-at = Verás tus resultados aquí a partir del { $when }.
quiz-shown-later = Verás tus resultados aquí cuando tu docente los muestre.
quiz-shown-soon = Verás tus resultados aquí pronto, cuando se hayan entregado todos los trabajos.
quiz-result = Resultados
quiz-attempt = intento { $number }
quiz-again = { $count ->
    [0] Continuar
    [one] Intentar otra vez (queda 1 intento)
   *[other] Intentar otra vez (quedan { $count } intentos)
  }
quiz-score = { $count ->
    [0] Ninguna pregunta de esta prueba cuenta.
    [one] { $share } % logrado en 1 pregunta.
   *[other] { $share } % logrado en { $count } preguntas.
  }
quiz-score-adaptive = { $count ->
    [one] Según 1 pregunta: acertarías cerca del { $share } % de todas las preguntas de estos temas.
   *[other] Según { $count } preguntas: acertarías cerca del { $share } % de todas las preguntas de estos temas.
  }
quiz-score-between = Con otras preguntas sobre lo mismo estaría muy probablemente entre { $low } % y { $high } %.
quiz-between = muy probablemente de { $low } % a { $high } %
quiz-passed = Aprobada (desde { $cut } %)
quiz-grade-sent = Tu nota se ha pasado a { $to }.
quiz-grade-waiting = Tu nota va de camino a { $to }.
quiz-not-passed = Aún no aprobada (desde { $cut } %)
quiz-line-sure = Según tus respuestas, esto es cierto con una certeza del { $sure } %.
quiz-line-unsure-above = Tus respuestas no dicen con seguridad si estás por encima del { $cut } %. Lo más probable es que sí ({ $sure } %).
quiz-line-unsure-below = Tus respuestas no dicen con seguridad si estás por encima del { $cut } %. Lo más probable es que todavía no ({ $sure } %).
quiz-gone-count = { $count ->
    [one] Una pregunta tenía un error y no cuenta.
   *[other] { $count } preguntas tenían un error y no cuentan.
  }
quiz-topics = Tema por tema
quiz-topic-share = { $count ->
    [one] { $share } % en 1 pregunta
   *[other] { $share } % en { $count } preguntas
  }
quiz-topic-few = { $count ->
    [one] 1 pregunta: no basta para decir cuánto dominas esto.
   *[other] { $count } preguntas: no bastan para decir cuánto dominas esto.
  }
quiz-placed = Dónde estás
quiz-placed-what = Lo que no se preguntó se deduce de lo preguntado: quien sabe un tema suele saber aquello en lo que se apoya.
quiz-placed-known = Lo sabes
quiz-placed-not_yet = Todavía no
quiz-placed-unsure = No es seguro
quiz-placed-asked = preguntado, lo sabes con { $value } %
quiz-placed-follows = se deduce de otras respuestas, lo sabes con { $value } %
quiz-practise = Practicar
quiz-questions = Pregunta por pregunta
quiz-right = Correcta
quiz-partly = Correcta en parte
quiz-wrong = No es correcta
quiz-unread = No se pudo leer
quiz-unread-why = De esto nadie pudo saber qué querías decir, así que no dio puntos.
quiz-unanswered = Sin respuesta
quiz-gone = No cuenta
quiz-gone-why = Esta pregunta tenía un error. No cuenta para nadie.
quiz-you-said = Tu respuesta
quiz-absent = Esta prueba no existe
quiz-absent-text = Tus pruebas están en Hoy.
quiz-under-test-title = Esta pregunta es parte de una prueba
quiz-under-test = Podrás practicarla cuando se muestren los resultados de tu prueba.

assess-title = Pruebas
assess-lead = Haz una prueba con preguntas que eliges, o con temas de los que se sacan preguntas. Las respuestas cuentan para el dominio como todas, en cuanto se muestran los resultados.
assess-none = Aún no hay pruebas
assess-none-text = Haz la primera aquí abajo. Nadie la ve antes de que la des a la clase.
assess-new = Hacer una prueba
assess-name = Título
assess-class = Clase
assess-kind = ¿Qué tipo de prueba?
assess-kind-fixed = Preguntas elegidas
assess-kind-fixed-what = Tú eliges las preguntas; los estudiantes pueden volver atrás.
assess-kind-mastery_check = Control de dominio
assess-kind-mastery_check-what = De cada tema se sacan tantas preguntas para cada estudiante, de fáciles a difíciles.
assess-kind-adaptive = Prueba adaptativa
assess-kind-adaptive-what = Cada respuesta elige la pregunta siguiente, hasta que sea bastante exacta.
assess-kind-placement = Nivel de entrada
assess-kind-placement-what = Unas pocas preguntas averiguan qué saben ya los estudiantes nuevos.
assess-create = Hacerla
assess-state-draft = Borrador
assess-state-ahead = Dada, aún no abierta
assess-state-open = Abierta
assess-state-closed = Cerrada
assess-card-counts = { $begun } empezadas, { $done } entregadas
assess-back = Todas las pruebas
assess-rules = Cómo se da
assess-rules-given = Alguien ya ha empezado, así que solo pueden cambiar su título, su final y cuándo se muestran los resultados.
assess-rules-unbegun = La prueba está dada y nadie ha empezado: sus límites y momentos todavía pueden cambiar; lo que pregunta, ya no.
assess-minutes = Minutos (0: sin límite)
assess-attempts = Intentos
assess-cut = Aprobada desde … % (0: sin esa línea)
assess-most-items = Preguntas como máximo
assess-exact = ¿Qué tan exacta?
assess-exact-60 = Aproximada (pocas preguntas)
assess-exact-40 = Buena
assess-exact-30 = Muy exacta (muchas preguntas)
assess-exact-line = Solo si se aprueba (termina en cuanto está claro)
assess-exact-what = Una prueba que termina en la línea de «aprobado» hace menos preguntas y dice con menos exactitud cuánto sabe un estudiante. Está hecha de modo que a quien está claramente a un lado se le ponga en el otro como mucho una vez de cada veinte, más o menos; a quien está cerca de la línea se le hacen hasta el máximo de preguntas.
assess-at-line = Termina en cuanto está claro si un estudiante acertaría el { $cut } % de todas las preguntas sobre estos temas.
assess-opens = Se abre el (vacío: enseguida)
assess-opens-clock = A las (vacío: por la mañana)
assess-closes = Se cierra el (vacío: nunca)
assess-closes-clock = A las (vacío: al final del día)
assess-closes-what = Desde entonces nadie puede empezar, y termina el tiempo de quien la está haciendo. Quien tiene más tiempo y ya ha empezado lo conserva entero después del cierre, y las pausas aplazan el final; los resultados que se muestran al cerrar esperan hasta entonces.
assess-shuffled = Cada estudiante recibe las preguntas en otro orden
assess-shown = ¿Cuándo se muestran los resultados?
assess-shown-submitted = Cuando un estudiante la entrega
assess-shown-closed = Cuando la prueba se ha cerrado
assess-shown-released = Cuando yo los muestre (a más tardar en 25 días)
assess-save = Guardar
assess-saved = Está guardado.
assess-meanwhile = Otra persona ha guardado otras reglas entretanto. Lo que has escrito sigue en el formulario y no se ha guardado. Las suyas están debajo: guarda otra vez para poner las tuyas en su lugar, o recarga la página para quedarte con las suyas.
assess-questions = Preguntas
assess-topics = Temas
assess-what-fixed = En este orden, salvo que cada estudiante reciba otro.
assess-what-mastery_check = De cada tema se sacan tantas preguntas para cada estudiante.
assess-what-adaptive = Las preguntas vienen de estos temas; sin ninguno, de todo el curso. Un número es el mínimo de un tema.
assess-what-placement = Pregunta sobre estos temas; sin ninguno, sobre todo el curso.
assess-warn-no_items = Todavía no pregunta nada.
assess-spared = Las preguntas se reservan: según la simulación, cada estudiante recibe unas { $count }, y ninguna llega a más de { $top } de cada 100 estudiantes.
assess-spared-soon = Se está calculando cómo reservar las preguntas. Hasta entonces cada una se oculta a la mayoría, y las pruebas son algo más largas.
assess-warn-few_items = Un tema tiene menos preguntas de las que debería hacer. Los estudiantes reciben las que hay.
assess-warn-line_far = Estas preguntas son demasiado fáciles o difíciles para una línea del { $cut } %: ahí no se podría distinguir a nadie. Elige otra línea u otros temas.
assess-warn-few_minutes = { $count ->
    [one] Por experiencia estas preguntas llevan 1 minuto. El límite es más corto.
   *[other] Por experiencia estas preguntas llevan { $count } minutos. El límite es más corto.
  }
assess-warn-bank_small = Hay pocas preguntas para esta exactitud: el error se queda en unos { $expected }, y pides { $wanted }. Elige más temas, más preguntas como máximo o menos exactitud.
assess-remove = Quitar
assess-remove-of = Quitar: { $title }
assess-quota = Preguntas
assess-of-topic = { $count ->
    [one] 1 pregunta
   *[other] { $count } preguntas
  }
assess-there = { $count ->
    [one] Hay 1 pregunta
   *[other] Hay { $count } preguntas
  }
assess-choose-items = Elegir preguntas
assess-choose-topics = Elegir temas
assess-add = Poner
assess-add-of = Poner: { $title }
assess-choices-turn = Páginas de la lista
assess-merged = Otra persona ha cambiado esta prueba entretanto. Tu cambio se ha sumado al suyo: mira lo que pregunta ahora.
assess-give = Darla a la clase
assess-give-sure = ¿Dar esta prueba? Se avisa a quien la hace, y lo que pregunta ya no se puede cambiar.
assess-give-yes = Sí, darla
assess-assign = Asignarla para un día
assess-given = Está dada. Tus estudiantes la encuentran en Hoy.
assess-withdraw = Retirar la prueba
assess-withdraw-sure = ¿Retirar esta prueba? Nadie podrá empezarla ni continuarla. Lo respondido sigue contando para el dominio. La encuentras en la lista, en «Retiradas», y puedes volver a darla; lo que entonces esté entregado sigue entregado.
assess-withdraw-yes = Sí, retirarla
assess-duplicate = Duplicar como borrador
assess-give-back-of = Volver a dar: { $title }
assess-give-back = Volver a darla
assess-none-taken-away = No se ha retirado ninguna prueba.
assess-taken-away = Retiradas
assess-state-withdrawn = Retirada
assess-release = Mostrar los resultados ya
assess-release-sure = ¿Mostrar los resultados a todos los que la entregaron? Esto no se puede deshacer.
assess-release-working = { $count ->
    [one] Un estudiante todavía la está haciendo.
   *[other] { $count } estudiantes todavía la están haciendo.
  }
assess-release-yes = Sí, mostrarlos
assess-released = Los resultados se muestran.
assess-results = Resultados de la clase
assess-counts = { $begun } de { $count } han empezado, { $done } la han entregado.
assess-class-topics = Los temas en toda la clase
assess-topic-few = { $count ->
    [one] 1 pregunta: no basta para decir algo aquí.
   *[other] { $count } preguntas: no bastan para decir algo aquí.
  }
assess-nothing-yet = Nadie la ha entregado todavía.
assess-students = Estudiantes
assess-students-turn = Páginas de estudiantes
assess-items = Preguntas de la prueba
assess-column-student = Estudiante
assess-column-state = Estado
assess-column-score = Logrado
assess-column-handed-in = Entregada
assess-column-question = Pregunta
assess-column-students = Estudiantes
assess-column-unread = No se pudo leer
assess-line-mastered = Por encima de la línea ({ $sure } % de certeza)
assess-line-not_yet = Todavía no ({ $sure } % de certeza)
assess-line-unsure-above = No es seguro: más bien por encima ({ $sure } %)
assess-line-unsure-below = No es seguro: más bien todavía no ({ $sure } %)
assess-unread = { $count ->
    [one] 1 respuesta
   *[other] { $count } respuestas
  }
assess-student-none = Sin empezar
assess-student-running = Trabajando en ella
assess-student-done = Entregada
assess-student-shown = Resultados mostrados
assess-ended-time = se acabó el tiempo
assess-look = Ver
assess-look-of = Ver la prueba de { $name }
assess-reopen-minutes = Minutos más
assess-reopen = Dejar que continúe
assess-reopen-what = Mientras no se muestran los resultados, continúa el mismo intento. Después el estudiante recibe otro intento, que debe empezar antes de que se cierre la prueba: si ya se cerró, elige primero un momento posterior.
assess-reopened = El intento está abierto de nuevo.
assess-once-more = El estudiante tiene otro intento.
assess-download = Descargar como tabla
assess-late = Admitir más tarde
assess-late-of = Más tarde para { $name }
assess-late-what = Para quien se perdió la prueba o se la va a perder: se cierra más tarde solo para esa persona, y se le avisa. Cuando empieza tiene el mismo tiempo que todos; lo que tiene en pausas se le suma. Los resultados que ya se muestran los pueden ver sus compañeros; los que se muestran al cerrarse la prueba esperan hasta entonces, o hasta que los muestres. Solo quien da la clase lee el motivo.
assess-late-day = Puede hacerla hasta el
assess-late-why = Motivo
assess-late-save = Dejar que la haga
assess-late-call-off = Ya no
assess-late-until = Puede hacerla hasta { $when }
assess-late-saved = Puede hacerla hasta entonces, y se le avisa.
assess-late-off = Se cierra para esta persona como para todas.
assess-extra = Más tiempo y pausas
assess-extra-what = Para estudiantes que los necesitan, en todas las pruebas de esta clase, desde su próximo intento. Solo lo ve quien enseña la clase.
assess-extra-closing = Esta prueba se cierra { $when }. Quien tiene más tiempo y empieza antes lo tiene entero, también después del cierre; en una prueba sin límite no hay tiempo que añadir, y el cierre la termina para todos. Las pausas aplazan el final tanto como duran.
assess-extra-open = Mostrar
assess-extra-close = Guardar y cerrar
assess-extra-search = Nombre
assess-extra-only = Solo quien recibe más ({ $count })
assess-extra-none = Nadie coincide. Busca otras palabras.
assess-extra-turn = Páginas de estudiantes con más tiempo
assess-extra-percent = Tiempo en % (150: la mitad más)
assess-extra-breaks = Pausas
assess-extra-break_minutes = Minutos de cada una
assess-extra-save = Guardar
assess-extra-save-of = Guardar para { $name }
assess-extra-saved = Está guardado, y cuenta desde el próximo intento.

item-exposure = { $shown ->
    [0] Nunca se mostró en una prueba de esta clase.
    [one] Se mostró una vez en una prueba de esta clase.
   *[other] Se mostró { $shown } veces en pruebas de esta clase, a { $students } estudiantes.
  }
item-version = Versión { $version }

notice-assessment = Hay una prueba nueva en { $place }: { $title }
notice-assessment_results = Ya están los resultados de una prueba en { $place }: { $title }
notices-kind-assessment = Pruebas nuevas
notices-kind-assessment_results = Resultados de pruebas
trail-thing-assessment = Prueba
trail-thing-assessment_list = Lista de pruebas
trail-thing-attempt = Intento de una prueba
trail-thing-accommodation = Más tiempo y pausas
trail-verb-release = resultados mostrados
trail-verb-reopened = abierto de nuevo
trail-verb-once_more = otro intento dado
help-quiz = Una pregunta a la vez. Cada respuesta se guarda enseguida; si se pierde la conexión, abre la prueba de nuevo en cualquier aparato y continúa. Cuenta el reloj del servidor, y puedes ocultarlo. No hay pistas, y nadie ve si una respuesta es correcta antes de que se muestren los resultados. Entonces los ves tema por tema, y qué practicar.
help-assessments = Una prueba es un borrador hasta que la das a la clase o a algunos estudiantes; después también puedes asignarla para un día. Elige preguntas, o temas de los que se sacan; pon un límite, intentos, y cuándo se abre y se cierra. Los estudiantes con más tiempo o pausas los reciben por sí solos, y nadie más lo ve. Una pregunta que retiras se salta y no cuenta para nadie. Las respuestas cuentan para el dominio en cuanto se muestran los resultados.

grades-title = Notas en tu curso
grades-text = Se pasan al libro de notas de tu curso. Tu docente decide cuáles.
grades-kind-assessment = Prueba
grades-kind-assignment = Tarea
grades-kind-content = Ejercicio o texto
grades-kind-topic = Tema
grades-kind-lesson = Lección
grades-kind-course = Progreso en el curso
grades-points = { $points } de { $of } puntos
grades-handed-in = entregada
grades-sent = En { $to }
grades-waiting = De camino a { $to }
