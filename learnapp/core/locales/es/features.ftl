# Lo que el sistema cuenta sobre el aprendizaje: la página para administradores y lo que dice cada dato.
nav-features = Datos
features-title = Datos de aprendizaje
features-lead = Lo que los modelos saben de un estudiante, en números. Cada dato se guarda en un solo lugar y significa lo mismo en todas partes.
features-query = Nombre o significado
features-family = Sobre
features-family-all = Todo
features-name = Dato
features-meaning = Qué dice
features-sources = De dónde sale
features-fresh = Actualidad
features-coverage = Se conoce de
features-spread = Reparto
features-none = Ningún dato coincide
features-none-text = Busque una palabra más corta o elija todo.
features-not-enough = No hay datos suficientes
features-no-sources = El propio curso
features-of-students = { $share } % de { $of } estudiantes
features-of-topics = { $share } % de { $of } temas empezados
features-of-items = { $share } % de { $of } tareas
features-range = de { $low } a { $high }, en el medio { $middle }
features-always = siempre { $low }
features-counted = Contado con { $students ->
    [one] el estudiante que estuvo activo por última vez
   *[other] los { $students } estudiantes que estuvieron activos por última vez
  }, hace { $ago }.
features-never-counted = El proceso de fondo aún no ha contado nada. Lo hace en la hora que sigue a las primeras respuestas. Si no llega nada, el proceso no está en marcha: quien opera el sistema tiene que iniciarlo.
features-progress = { $done } de { $all } clases con novedades están contadas en esta hora.
features-fresh-now = Con cada evento: como mucho { $ago } de retraso
features-fresh-with-event = Con cada evento
features-fresh-hourly = Cada hora: contado hace { $ago }
features-fresh-hourly-never = Cada hora: aún sin contar
features-fresh-daily = Una vez al día
features-late = Los datos van con retraso: { $count ->
    [one] a un registro le falta un evento
   *[other] a { $count } registros les falta un evento
  }. Los estudiantes pueden seguir trabajando; el proceso de fondo los vuelve a contar por sí solo.
features-figures-late = Las cifras de cada hora van con retraso. Los estudiantes pueden seguir trabajando. Si sigue así, pida a quien opera el sistema que revise el proceso de fondo.
features-sources-more = { $first } y { $count } más

features-entity-student = Estudiante
features-entity-student_course = Estudiante y curso
features-entity-student_kc = Estudiante y tema
features-entity-student_class = Estudiante y clase
features-entity-item = Tarea

feature-unit-share = parte, de 0 a 1
feature-unit-flag = 0 o 1
feature-unit-count = número
feature-unit-days = días
feature-unit-hours = horas
feature-unit-minutes = minutos
feature-unit-seconds = segundos
feature-unit-logits = logits
feature-unit-change = diferencia, de −1 a 1
feature-unit-per_week = cambio de la parte en una semana
feature-unit-sd = desviaciones típicas de la clase

feature-family-mastery = Dominio de los objetivos
feature-family-time_on_task = Tiempo en las tareas
feature-family-quiz_attempts = Intentos en preguntas y pruebas
feature-family-video_completion = Vídeos vistos hasta el final
feature-family-forum = Debate
feature-family-collaboration = Ayuda mutua
feature-family-learning_style = Formas de aprender
feature-family-engagement_trend = Participación
feature-family-prerequisites = Lo que tiene que venir antes
feature-family-difficulty_preference = Dificultad
feature-family-session_frequency = Con qué frecuencia vienen
feature-family-time_of_day = Hora del día
feature-family-device = Dispositivo
feature-family-content_preference = Tipos de contenido
feature-family-assessment_trend = Aciertos a lo largo del tiempo
feature-family-other = Otros

feature-verb-video_progressed = ver un vídeo
feature-verb-video_completed = un vídeo visto hasta el final
feature-verb-read = lectura
feature-verb-explanation_opened = otra explicación abierta
feature-verb-simulation_interacted = probar una simulación
feature-verb-answered = respuestas
feature-verb-hint_requested = pistas
feature-verb-quiz_started = una prueba empezada
feature-verb-quiz_completed = una prueba terminada
feature-verb-forum_posted = mensajes
feature-verb-forum_replied = respuestas a otros
feature-verb-peer_helped = mensajes que ayudaron a otros
feature-verb-session_started = una visita empezada
feature-verb-session_ended = una visita terminada
feature-verb-recommendation_shown = una recomendación mostrada
feature-verb-recommendation_opened = una recomendación abierta
feature-verb-recommendation_dismissed = una recomendación apartada
feature-verb-recommendation_completed = una recomendación terminada
feature-verb-all = Todo lo que hace un estudiante

feature-never-any = Nunca se usa para poner notas ni para cerrar contenido a nadie.
feature-never-learning_style = Nunca se usa para negar un tipo de contenido: todos pueden elegir cualquiera.
feature-never-content_preference = Nunca se usa para negar un tipo de contenido: todos pueden elegir cualquiera.
feature-never-time_of_day = Nunca se usa para juzgar cuándo trabaja alguien, y nunca se muestra a otros.
feature-never-device = Solo se guarda si es teléfono, tableta u ordenador, nunca qué es exactamente. Nunca se usa para juzgar a nadie.
feature-never-difficulty_preference = Nunca se usa para apartar a nadie de tareas más difíciles.
feature-never-collaboration = Nunca se usa para poner notas; nadie tiene que escribir a otros.
feature-never-forum = Nunca se usa para poner notas; nadie tiene que escribir a otros. Lo escrito no se lee para esto.

feature-active-days = Días con algún evento, { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-events = Todo lo hecho { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-attempts = Respuestas juzgadas, también segundos intentos, { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-answers = Primeros intentos en preguntas { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-right = Primeros intentos acertados { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-visits = Visitas { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }; media hora sin nada termina una visita.
feature-hints = Pistas abiertas { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-posts = Mensajes y respuestas { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-helped = Respuestas a otros, y mensajes que ayudaron a otros, { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-uses = Textos, vídeos, simulaciones y otras explicaciones usados { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-minutes = Minutos en tareas, textos y vídeos { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-right-rate = Parte de primeros intentos acertados { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-hints-per-answer = Pistas por respuesta juzgada { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-time-on-task = Tiempo medio en una tarea { $days ->
    [1] en el último día
   *[other] en los últimos { $days } días
  }.
feature-success = Parte de primeros intentos acertados, en la que pesan más los últimos: mira unas { $answers } respuestas atrás.
feature-last = { $place ->
    [1] Si el último primer intento fue un acierto.
   *[other] Si el primer intento en el lugar { $place } desde el final fue un acierto.
  }
feature-right-after = Parte de aciertos después de { $before ->
    [right] un acierto
   *[wrong] un error
  }, en { $about ->
    [same_kc] el mismo tema
   *[other_kc] otro tema
  }.
feature-seconds = Tiempo habitual para una respuesta { $outcome ->
    [right] correcta
   *[wrong] incorrecta
  }.
feature-answers-all = Primeros intentos en preguntas hasta ahora.
feature-run-on-kc = Primeros intentos seguidos sobre el tema del último.
feature-streak = Aciertos seguidos; por debajo de cero: errores.
feature-right-rate-all = Parte de aciertos, también en segundos intentos; pesan más los últimos.
feature-hint-rate = Con qué frecuencia se abre una pista; pesan más las últimas veces.
feature-days-since-first = Días desde el primer evento en el curso.
feature-hours-since-last = Horas desde el último evento.
feature-visit-minutes = Minutos desde que empezó esta visita.
feature-visits-per-week = Visitas por semana, en las últimas cuatro semanas.
feature-hours-between-visits = Tiempo habitual entre dos visitas.
feature-day-part = Parte del trabajo que se hace { $part ->
    [night] de noche (de 0 a 6)
    [morning] por la mañana (de 6 a 12)
    [afternoon] por la tarde (de 12 a 18)
   *[evening] al anochecer (de 18 a 24)
  }, donde vive el estudiante.
feature-device = Parte del trabajo que se hace con { $device ->
    [phone] un teléfono
    [tablet] una tableta
    [desktop] un ordenador
   *[unknown] un dispositivo que no se conoce
  }.
feature-device-now = Si el último evento vino de { $device ->
    [phone] un teléfono
    [tablet] una tableta
    [desktop] un ordenador
   *[unknown] un dispositivo que no se conoce
  }.
feature-engagement-trend = { $what ->
    [minutes] Minutos
   *[events] Eventos
  } de esta semana comparados con la anterior: 1 es nuevo, 0 sin cambios, −1 ha parado.
feature-assessment-trend = Cómo ha cambiado la parte de aciertos de semana en semana en las últimas cuatro.
feature-assessment-lately = Parte de aciertos de los últimos tiempos, menos la de un plazo largo.
feature-use = Cuánto de lo usado es { $mode ->
    [visual] para la vista: vídeos e imágenes
    [auditory] para el oído: vídeos
    [hands_on] para probar: simulaciones
   *[text] texto
  }.
feature-gain = Cuánto más a menudo acierta la siguiente respuesta de un tema después de algo { $mode ->
    [visual] para la vista
    [auditory] para el oído
    [hands_on] para probar
   *[text] para leer
  }, comparado con lo habitual del estudiante.
feature-kind = Cuánto del trabajo { $kind ->
    [practice] es práctica
    [reading] es lectura
    [video] son vídeos
   *[simulation] son simulaciones
  }.
feature-takes-up = Con qué frecuencia se abre, en vez de apartarse, { $kind ->
    [practice] una práctica recomendada
    [reading] un texto recomendado
    [video] un vídeo recomendado
   *[simulation] una simulación recomendada
  }.
feature-difficulty = Dificultad media de { $what ->
    [taken] las tareas intentadas
    [right] las tareas acertadas a la primera
    [opened] las tareas recomendadas que se abrieron
   *[dismissed] las tareas recomendadas que se apartaron
  }.
feature-difficulty-margin = Dificultad de las tareas intentadas, menos el nivel del estudiante.
feature-videos-begun = Vídeos empezados hasta ahora.
feature-video-completion = Parte de los vídeos empezados que se vieron hasta el final.
feature-quizzes-begun = Pruebas empezadas hasta ahora.
feature-quizzes-completed = Pruebas terminadas hasta ahora.
feature-posts-all = Mensajes y respuestas hasta ahora.
feature-helped-all = Mensajes del estudiante que ayudaron a otros.
feature-explanations-all = Otras explicaciones abiertas hasta ahora.
feature-readings-all = Textos leídos hasta ahora.
feature-recommendations-opened = Recomendaciones abiertas hasta ahora.
feature-recommendations-dismissed = Recomendaciones apartadas hasta ahora.
feature-theta = El nivel del estudiante en el curso; 0 es la media.
feature-theta-sd = Lo inseguro que es ese nivel.
feature-kcs-begun = Temas con alguna respuesta.
feature-kcs-begun-share = Parte de los temas del curso con alguna respuesta.
feature-kcs-mastered = Temas dominados.
feature-kcs-mastered-share = Parte de los temas del curso que están dominados.
feature-mastery-mean = Probabilidad media de que un tema empezado esté dominado.
feature-mastery-least = La probabilidad más baja entre los temas empezados.
feature-recall-mean = Probabilidad media de que un tema dominado aún se recuerde.
feature-prerequisites-met = Parte dominada de lo que tiene que venir antes de los temas empezados.
feature-objectives-met = Parte de las lecciones con todos los temas dominados.
feature-kc-p-mastered = Probabilidad de que el tema esté dominado.
feature-kc-low = Extremo bajo del margen de esa probabilidad.
feature-kc-high = Extremo alto del margen de esa probabilidad.
feature-kc-doubt = Ancho del margen de esa probabilidad.
feature-kc-p-bkt = La misma probabilidad, solo con las respuestas del tema.
feature-kc-attempts = Primeros intentos en el tema.
feature-kc-right = Primeros intentos acertados en el tema.
feature-kc-right-rate = Parte de primeros intentos acertados en el tema.
feature-kc-hints-per-answer = Pistas por primer intento en el tema.
feature-kc-mastered = Si el tema se dominó alguna vez.
feature-kc-recall = Probabilidad de que el tema se recuerde ahora.
feature-kc-stability = Días hasta que esa probabilidad baje al 90 %.
feature-kc-difficulty = Lo difícil que es recordar el tema, de 1 a 10.
feature-kc-hours-since = Horas desde la última respuesta en el tema.
feature-kc-hours-to-review = Horas hasta que toque repasar; por debajo de cero: va con retraso.
feature-kc-streak = Aciertos seguidos en el tema; por debajo de cero: errores.
feature-kc-success = Parte de aciertos en el tema; pesan más los últimos.
feature-kc-hours-between = Tiempo habitual entre dos respuestas del tema.
feature-kc-items = Tareas distintas entre las últimas respuestas del tema.
feature-kc-prerequisites-met = Parte dominada de lo que tiene que venir antes del tema.
feature-kc-last = { $place ->
    [1] Si la última respuesta del tema fue un acierto.
   *[other] Si la respuesta del tema en el lugar { $place } desde el final fue un acierto.
  }
feature-class-students = Estudiantes de la clase.
feature-class-z = Cómo está el estudiante respecto a la clase en { $name }, en desviaciones típicas. Nada en clases de menos de diez.
feature-item-difficulty = Dificultad de la tarea; 0 es la media.
feature-item-discrimination = Con qué nitidez separa niveles la tarea.
feature-item-minutes = Minutos previstos para la tarea.
feature-item-steps = Pasos de la tarea.
feature-item-quality = Calidad de la tarea, revisada al importarla.
feature-item-topics = Temas de la tarea.

health-features = Datos de los estudiantes
fact-features_behind = { $value ->
    [0] Cada registro conoce su último evento
    [one] A un registro le falta un evento
   *[other] A { $value } registros les falta un evento
  }
fact-features_oldest_s = Al primero de ellos, desde hace { $value }
fact-figures_s = Cifras de las clases contadas hace { $value }
fact-figures_overdue_s = Las siguientes cifras de las clases llevan un retraso de { $value }
review-features-late = Los datos de los estudiantes llevan más de cinco minutos de retraso.
trail-thing-feature_store = Datos de aprendizaje
help-features = Cada número que los modelos conocen de un estudiante: qué significa, de dónde sale, lo actual que es y de cuántos se conoce. Ninguno se usa para poner notas.
