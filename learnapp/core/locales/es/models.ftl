# Modelos entrenados: cuál sirve, cuál se prueba, los entrenamientos y la ficha de una versión.
models-pages = Páginas sobre los modelos
help-models = Los modelos aprenden del trabajo hecho en tu escuela: qué tan probable es una respuesta correcta, qué podría venir después, qué tan difícil es una pregunta, quién puede necesitar ayuda. Aquí ves qué versión sirve, pruebas una más nueva, empiezas un entrenamiento y puedes volver atrás en cualquier momento. Si un modelo no se puede usar, lo que no necesita entrenamiento toma su lugar y nada se detiene.
help-model = La ficha de una versión: para qué es, de qué aprendió, qué tan buena es al lado de la que sirve y a quién le queda peor. Las puertas deciden si puede servir; nadie puede abrirlas a mano. Siempre se puede volver atrás.
trail-thing-model = Modelo
trail-verb-train = entrenar
trail-verb-train_stop = entrenamiento detenido
trail-verb-promote = poner en uso
trail-verb-rollback = volver a la versión anterior
trail-verb-clear = quitado
review-model-broken = Los archivos de este modelo no se pueden leer. En su lugar sirve la versión anterior o el cálculo sencillo. Entrénalo otra vez.

models-title = Modelos
models-version-title = Versión de un modelo
models-lead = Los modelos aprenden del trabajo hecho en tu escuela, y solo de ese. Cada uno tiene una forma de hacer lo mismo sin él, que sirve hasta que dejes entrar una versión.
models-version = Versión { $number }
models-back-to-list = Todos los modelos
model-kind-mastery_predictor = Probabilidad de responder bien
model-kind-content_recommender = Lo que viene después
model-kind-difficulty_estimator = Qué tan difícil es una pregunta
model-kind-intervention_trigger = Quién puede necesitar ayuda
model-purpose-mastery_predictor = Dice qué tan probable es que un estudiante responda bien una pregunta, para que la práctica no sea ni muy fácil ni muy difícil.
model-purpose-content_recommender = Ordena lo que un estudiante puede hacer después, según lo que se aprende con ello.
model-purpose-difficulty_estimator = Dice qué tan difícil es cada pregunta, según las respuestas que recibe.
model-purpose-intervention_trigger = Dice quién puede quedarse atrás, para que un profesor lo mire.
model-not-for-mastery_predictor = Conoce las respuestas dadas aquí. No dice nada del talento, del esfuerzo ni del trabajo en papel.
model-not-for-content_recommender = Conoce lo que se ofrece aquí. No conoce las metas de un estudiante.
model-not-for-difficulty_estimator = Sabe qué tan difícil fue una pregunta para quienes la recibieron. No dice si la pregunta es buena.
model-not-for-intervention_trigger = Ve el trabajo hecho aquí. No sabe por qué alguien trabaja menos.
models-not-for = Dónde no se debe usar
models-not-for-grades = No para notas, plazas ni decisiones sobre una persona: es una estimación y puede equivocarse con un estudiante.
models-not-for-others = No en otra escuela ni en cursos que no ha visto: aprendió de esta escuela.
models-not-for-alone = No en lugar del juicio de un profesor.

models-stage-production = Sirve
models-stage-canary = A prueba con algunos
models-stage-shadow = Mira
models-waiting = Espera
models-nothing = Nada
models-serves-all = sirve a todos
models-since = desde { $moment }
models-untrained-mastery_predictor = El cálculo sencillo, sin entrenamiento, sirve a todos.
models-shared = Sirve la versión { $number } de la biblioteca común, porque tu escuela aún no tiene una propia.
models-canary-share = { $kind ->
    [intervention_trigger] mira el { $share } % de las clases, siempre las mismas y al menos una
    [difficulty_estimator] estima las preguntas del { $share } % de los cursos, siempre los mismos y al menos uno
   *[other] sirve al { $share } % de los estudiantes, siempre los mismos
  }
models-shadow-text = mira; no sirve a nadie
models-clear = Quitarla
models-clear-canary = Quitar la versión { $number } de la prueba
models-clear-shadow = Que la versión { $number } deje de mirar
models-back = Volver atrás
models-back-text = La versión { $number } volverá a servir a todos, enseguida. No se pregunta a ninguna puerta.
models-back-text-mastery_predictor = El cálculo sencillo, sin entrenamiento, volverá a servir a todos, enseguida. No se pregunta a ninguna puerta.
models-back-now = Volver atrás ahora
models-back-version = Si algo va mal con esta versión, vuelve a la anterior. Tarda segundos y no se pregunta a ninguna puerta.
models-went-back = { $version ->
    [none] Sirve otra vez lo que no necesita entrenamiento.
   *[other] La versión { $version } sirve otra vez.
  }
models-moved-shadow = Ahora mira.
models-moved-canary = { $kind ->
    [intervention_trigger] Ahora está a prueba con algunas clases, desde la próxima noche.
    [difficulty_estimator] Ahora está a prueba con algunos cursos, antes de una hora.
   *[other] Ahora está a prueba con algunos estudiantes.
  }
models-moved-production = Ahora sirve a todos.

models-train = Entrenar ahora
models-train-text = Un entrenamiento tarda entre segundos y unos minutos, y los estudiantes no lo notan.
models-stop = Detener
models-resume = Seguir
models-resume-of = Seguir con el entrenamiento de { $moment }
models-runs = Entrenamientos
models-runs-none = Todavía no se ha entrenado nada.
models-turn-runs = Páginas de entrenamientos
models-versions = Versiones
models-versions-none = Todavía no hay ninguna versión. Entrena una.
models-turn-versions = Páginas de versiones
models-run-waiting = Espera su turno
models-run-running = Entrena
models-run-stopping = Se detiene
models-run-stopped = Detenido
models-run-interrupted = Interrumpido
models-run-done = Hecho
models-run-failed = Falló
models-run-version = Ver la versión
models-run-same = Las respuestas y los ajustes son los de la versión más nueva, así que no se añadió nada.
models-step-gather = { $done } de 5 pasos hechos: reúne las respuestas
models-step-fit = { $done } de 5 pasos hechos: aprende
models-step-judge = { $done } de 5 pasos hechos: lo juzgan estudiantes que no ha visto
models-step-compare = { $done } de 5 pasos hechos: se compara con lo que sirve ahora
models-step-store = { $done } de 5 pasos hechos: se guarda
models-reason-asked = Alguien lo pidió
models-reason-nightly = Suficientes respuestas nuevas
models-reason-drift = Las respuestas han cambiado
models-learned-from-mastery_predictor = { NUMBER($answers) } respuestas de { NUMBER($students) } estudiantes
models-column-version = Versión
models-column-kind = Modelo
models-column-gates = Puertas
models-column-answers = Respuestas
models-column-made = Hecha
models-column-started = Empezó
models-column-why = Por qué
models-column-from = Aprendió de
models-gates-shut = { $count ->
    [one] 1 puerta cerrada
   *[other] { $count } puertas cerradas
  }
models-gates-open = Todas abiertas
models-too-few = Faltan datos
models-count = { NUMBER($value) }
models-kinds = Los modelos
models-number = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) }
models-percent = { NUMBER($value, maximumFractionDigits: 0) } %
models-ms = { NUMBER($value, maximumFractionDigits: 1) } ms
models-mb = { NUMBER($value, maximumFractionDigits: 1) } MB
models-seconds = { NUMBER($value, maximumFractionDigits: 1) } s
models-unknown = no se sabe

models-in-production = Sirve a todos.
models-in-canary = { $kind ->
    [intervention_trigger] Mira el { $share } % de las clases, al menos una.
    [difficulty_estimator] Estima las preguntas del { $share } % de los cursos, al menos uno.
   *[other] Sirve al { $share } % de los estudiantes.
  }
models-in-shadow = Mira y no sirve a nadie.
models-in-nothing = No sirve a nadie.
models-acts = Qué puedes hacer
models-not-own = Esta versión es de la biblioteca común y se cambia allí.
models-why = Por qué (para el historial)
models-share = { $kind ->
    [intervention_trigger] Para cuántas clases
    [difficulty_estimator] Para cuántos cursos
   *[other] Para cuántos estudiantes
  }
models-move-shadow = Que mire
models-move-shadow-text = Mirando, no sirve a nadie. Cómo le va se dice en esta página, en lo que se puede ver desde fuera.
models-move-canary = Probarla con algunos
models-move-canary-text = { $kind ->
    [intervention_trigger] A prueba, mira cada noche una parte de las clases, siempre las mismas y al menos una. Las demás se miran como antes.
    [difficulty_estimator] A prueba, estima las preguntas de una parte de los cursos, siempre los mismos y al menos uno. Los demás se estiman como antes.
   *[other] A prueba, sirve a una parte de los estudiantes, siempre los mismos.
  }
models-move-production = Que sirva a todos
models-move-production-text = { $kind ->
    [intervention_trigger] En pleno uso, mira todas las clases. Puedes volver atrás en cualquier momento.
    [difficulty_estimator] En pleno uso, estima las preguntas de todos los cursos. Puedes volver atrás en cualquier momento.
   *[other] En pleno uso, sirve a todos los estudiantes. Puedes volver atrás en cualquier momento.
  }
models-shut-now = Hay una puerta cerrada, así que esto se rechazará. Las puertas de abajo dicen cuál y por qué.

models-gates = Puertas
models-gates-text = Todas tienen que estar abiertas antes de que una versión sirva a todos. Nadie puede abrir una puerta a mano.
models-stale = Esta versión se comparó con algo que ya no sirve. Entrena otra vez para compararla con lo que sirve ahora, o vuelve atrás primero.
models-column-gate = Puerta
models-column-because = Porque
models-gate-passed = Abierta
models-gate-failed = Cerrada
models-gate-too_few = Faltan datos
models-gate-enough = Datos suficientes
models-gate-better = Mejor
models-gate-calibrated = Sus probabilidades se cumplen
models-gate-fair = Sirve a cada grupo
models-gate-fast = Rápida
models-gate-enough-passed = La juzgaron { NUMBER($value) } respuestas de { $count } estudiantes que no ha visto.
models-gate-enough-failed = La juzgaron { NUMBER($value) } respuestas de { $count } estudiantes; hacen falta { NUMBER($limit) } respuestas de { $other } estudiantes.
models-gate-enough-too_few = La juzgaron { NUMBER($value) } respuestas de { $count } estudiantes; hacen falta { NUMBER($limit) } respuestas de { $other } estudiantes.
models-gate-better-passed = Distingue las respuestas correctas de las incorrectas mejor que { $about ->
    [none] el cálculo sencillo
   *[other] la versión { $about }
  }: por { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (entre { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } y { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }), o sus probabilidades están más cerca de lo que pasó, y en nada es peor.
models-gate-better-failed = No es mejor que { $about ->
    [none] el cálculo sencillo
   *[other] la versión { $about }
  } más allá del azar: la diferencia es { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (entre { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } y { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }).
models-gate-better-too_few = Hay muy pocas respuestas para decir si es mejor que { $about ->
    [none] el cálculo sencillo
   *[other] la versión { $about }
  }.
models-gate-seen = { NUMBER($count) } de estas respuestas son de estudiantes de los que la otra pudo aprender, lo que favorece a la otra.
models-gate-calibrated-passed = Probabilidades y resultados se separan { NUMBER($value, maximumFractionDigits: 1) } puntos de cien en promedio; se permiten hasta { NUMBER($limit, maximumFractionDigits: 1) }, y el puro azar da { NUMBER($low, maximumFractionDigits: 1) }.
models-gate-calibrated-failed = Probabilidades y resultados se separan { NUMBER($value, maximumFractionDigits: 1) } puntos de cien en promedio; solo se permiten { NUMBER($limit, maximumFractionDigits: 1) }, y el puro azar da { NUMBER($low, maximumFractionDigits: 1) }.
models-gate-calibrated-too_few = Hay muy pocas respuestas para decir si sus probabilidades se cumplen.
models-gate-fair-passed = La mayor diferencia de { $count } grupos es de { NUMBER($value, maximumFractionDigits: 1) } puntos de cien, la del grupo { $about } (entre { NUMBER($low, maximumFractionDigits: 1) } y { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } es el límite para lo que no es azar.
models-gate-fair-failed = Al grupo { $about } lo juzga { NUMBER($value, maximumFractionDigits: 1) } puntos de cien distinto que a los demás (entre { NUMBER($low, maximumFractionDigits: 1) } y { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } es el límite.
models-gate-fair-too_few = Ningún grupo es bastante grande para decir algo de él. Esta puerta no detiene la versión.
models-gate-small = { $count ->
    [one] 1 grupo es demasiado pequeño para decir algo.
   *[other] { $count } grupos son demasiado pequeños para decir algo.
  }
models-gate-fast-passed = 200 preguntas para un estudiante tardan como mucho { NUMBER($value, maximumFractionDigits: 1) } ms, 99 de cada 100 veces; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-fast-failed = 200 preguntas para un estudiante tardan { NUMBER($value, maximumFractionDigits: 1) } ms, y 1 de cada 100 veces más; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-fast-too_few = No se pudo medir el tiempo, porque no había con quién medirlo.

models-figures = Qué tan buena es
models-figures-text-mastery_predictor = Juzgada con { NUMBER($answers) } respuestas de { $students } estudiantes que no ha visto, igual que todo con lo que se compara.
models-figures-few-mastery_predictor = Faltan datos: para juzgarla solo quedaron { NUMBER($answers) } respuestas de { $students } estudiantes. Entrena otra vez cuando se haya respondido más.
models-column-figure = Cifra
models-column-this = Esta versión
models-column-before = Lo que servía entonces
models-column-base = Sin entrenamiento
models-before = Lo que servía entonces: la versión { $number }.
models-figure-auc = Distingue bien de mal
models-figure-auc-text = 0,5 es adivinar, 1 es no fallar nunca (AUC).
models-figure-log_loss = Sorpresa
models-figure-log_loss-text = Qué tan lejos están sus probabilidades de lo que pasó; menos es mejor (log loss).
models-figure-accuracy = Aciertos
models-figure-accuracy-text = Parte de las respuestas en que se cumplió lo más probable.
models-figure-ece = Probabilidades desviadas
models-figure-ece-text = Cuánto se separan probabilidades y resultados en promedio; menos es mejor (ECE).
models-figure-ece_noise = de ello, puro azar
models-figure-ece_noise-text = Lo que mostraría un modelo perfecto con tantas respuestas.
models-figure-p99_ms = Tiempo para 200 preguntas
models-figure-p99_ms-text = 99 de cada 100 veces es más rápida.
models-calibration = ¿Se cumplen sus probabilidades?
models-calibration-text = De todas las respuestas a las que dio un 70 %, el 70 % debería ser correcto: cuanto más cerca de la línea de puntos, mejor.
models-calibration-model = Esta versión
models-calibration-line = Como debería ser
models-calibration-axis = Probabilidad que dio
models-as-table = Como tabla
models-said = Probabilidad que dio
models-was = Fueron correctas
models-groups = ¿Sirve a cada grupo?
models-groups-text-mastery_predictor = La diferencia dice cuántos puntos de cien espera de más (por encima de 0) o de menos (por debajo de 0) de un grupo, comparado con todos. El margen dice dónde está la diferencia.
models-column-group = Grupo
models-column-by = Dividido por
models-column-students = Estudiantes
models-column-gap = Diferencia
models-dimension-grade = Años de nacimiento
models-dimension-subject = Materia
models-dimension-difficulty = Dificultad
models-group = { $group ->
    [easy] preguntas fáciles
    [middle] preguntas intermedias
    [hard] preguntas difíciles
    [unknown] no se sabe
   *[other] { $group }
  }
models-gap = { NUMBER($gap, maximumFractionDigits: 1) } (entre { NUMBER($low, maximumFractionDigits: 1) } y { NUMBER($high, maximumFractionDigits: 1) })
models-data = De qué aprendió
models-data-text-mastery_predictor = { NUMBER($answers) } respuestas de { NUMBER($students) } estudiantes, dadas del { $first } al { $last }. La juzgaron { NUMBER($test_answers) } respuestas de otros { NUMBER($test_students) } estudiantes.
models-data-what-mastery_predictor = { NUMBER($items) } preguntas de { NUMBER($kcs) } temas; el { $right } % de las respuestas fueron correctas.
models-data-synthetic = Se añadieron { NUMBER($count) } respuestas sintéticas marcadas para aprender, porque un resultado era raro. Ninguna se usó para juzgarla.
models-data-limited = Había más respuestas de las que se usan; se dejaron fuera las más antiguas.
models-data-private = Los estudiantes están como números al azar. No hay nombres, textos ni fechas.
models-cleaning = Lo que se dejó fuera de { NUMBER($gathered) } respuestas
models-cleaning-title = Lo que se dejó fuera
models-column-clean = Por qué
models-column-out = Respuestas
models-column-left = Quedan
models-clean-consent = Sin consentimiento para aprender de ellas, o ya sin cuenta
models-clean-voided = La pregunta está anulada para la clase
models-clean-unusable = Sin resultado, estudiante o tema
models-clean-clock = Un reloj fue hacia atrás (corregido, no se dejó fuera)
models-clean-twice = Enviadas dos veces en dos segundos
models-clean-broken = Sesiones con tiempos imposibles
models-clean-robot = Más rápidas o regulares de lo que puede una persona
models-strata = A quién se apartó para juzgar
models-column-stratum = Años de nacimiento · materia · dificultad
models-column-train = Para aprender
models-column-test = Para juzgar
models-watched = Cómo le va desde que se hizo
models-watched-text-mastery_predictor = De { NUMBER($answers) } respuestas nuevas en { $days ->
    [one] 1 día
   *[other] { $days } días
  } esperaba que el { NUMBER($said, maximumFractionDigits: 1) } % fueran correctas; lo fueron el { NUMBER($was, maximumFractionDigits: 1) } %.
models-watched-few-mastery_predictor = Faltan datos: hasta ahora ha visto { NUMBER($answers) } respuestas nuevas. Tiene que servir, estar a prueba o mirar.
models-history = Historial
models-history-none = Todavía no le ha pasado nada.
models-made-at = Hecha
models-made-commit = Versión del programa
models-made-data = Huella de los datos
models-made-size = Tamaño
models-made-seconds = Tiempo para aprender
models-made-memory = Memoria que necesitó
models-act-put-shadow = Mira desde aquí.
models-act-put-canary = { $kind ->
    [intervention_trigger] A prueba con el { $share } % de las clases.
    [difficulty_estimator] A prueba con el { $share } % de los cursos.
   *[other] A prueba con el { $share } % de los estudiantes.
  }
models-act-put-production = Sirve a todos.
models-act-promote-production = Sirve a todos.
models-act-rollback-production = Sirve otra vez: alguien volvió atrás.
models-act-clear-shadow = Quitada.
models-act-clear-canary = Quitada.
models-by = Por { $name }.
models-by-system = Por el sistema.
