# Repasos: qué vuelve hoy y en los próximos días; confusiones; cuánto se recuerda aquí.
load-title = Lo que vuelve
load-none = Hoy no hace falta repasar nada.
load-none-left = { $count ->
    [one] Listo por hoy: repasaste 1 tema.
   *[other] Listo por hoy: repasaste { $count } temas.
  }
load-all-today = { $count ->
    [one] 1 tema pide un repaso hoy. Lo que dominaste sigue siendo tuyo.
   *[other] { $count } temas piden un repaso hoy. Lo que dominaste sigue siendo tuyo.
  }
load-some-today = { $today ->
    [one] { $count } temas piden un repaso. Hoy le toca a 1 de ellos,
   *[other] { $count } temas piden un repaso. Hoy les toca a { $today } de ellos,
  }
load-enough = { $count ->
    [one] Hoy repasaste 1 tema. Es suficiente: { $later } más pueden esperar,
   *[other] Hoy repasaste { $count } temas. Es suficiente: { $later } más pueden esperar,
  }
load-rest = { $days ->
    [one] el resto mañana.
   *[other] el resto en los próximos { $days } días.
  }
load-rest-long = el resto en más de dos semanas.
load-see = Verlos
load-today = Repasos de hoy
load-since = { $days ->
    [0] practicado hoy
    [one] practicado por última vez ayer
   *[other] practicado por última vez hace { $days } días
  }
load-more = Más hoy
load-why = { $count ->
    [one] Normalmente 1 repaso al día, para que no sea demasiado.
   *[other] Normalmente { $count } repasos al día, para que no sea demasiado.
  }
load-ahead = Los próximos 14 días
load-ahead-text = { $count ->
    [one] 1 repaso, si va bien. Lo que aprendas mientras tanto se suma.
   *[other] { $count } repasos, si todos van bien. Lo que aprendas mientras tanto se suma.
  }
load-as-table = Lo mismo como tabla
load-day = Día
load-turn = Repasos
load-wait = En espera
load-pupil = { $count ->
    [one] 1 tema pide un repaso hoy.
   *[other] { $count } temas piden un repaso hoy.
  }
load-pupil-spread = { $today ->
    [one] { $count } temas piden un repaso: hoy le toca a 1 de ellos,
   *[other] { $count } temas piden un repaso: hoy les toca a { $today } de ellos,
  }
load-pace-title = Repasos al día
load-pace-text = Después de una pausa se desvanecen muchos temas a la vez. Cada estudiante recibe como máximo estos repasos al día, primero los más útiles; los demás llegan en los días siguientes. Los estudiantes pueden pedir más.
load-pace-now = { $count ->
    [one] Como máximo 1 repaso al día
   *[other] Como máximo { $count } repasos al día
  }
load-pace-saved = Guardado. Vale desde la próxima respuesta.
load-a-day = Repasos al día
load-follow = { $count ->
    [one] Como en todo el centro: 1 al día
   *[other] Como en todo el centro: { $count } al día
  }
load-follows = Esta clase sigue lo que vale para todo el centro.

mistakes-title = Fácil de confundir
mistakes-text = Esto pasó en tus respuestas más de una vez. Le pasa a mucha gente. Cada caso tiene salida:
mistake-again = { $count ->
    [one] Esto ya pasó antes.
   *[other] Esto ya pasó { $count } veces. Esto puede ayudarte:
  }
mistake-explanation = Míralo explicado de otra manera: { $title }
mistake-reading = Lee: { $title }
mistake-video = Mira: { $title }
mistake-prerequisite = Lo que viene antes: { $title }
mistake-practise = Inténtalo otra vez: { $title }
mistake-said = Respuesta: { $said }
mistake-evidence = { $count ->
    [one] 1 respuesta lo muestra
   *[other] { $count } respuestas lo muestran
  }
mistakes-pupil = Parece confundir
mistakes-pupil-text = Se mostró en al menos dos tareas o días distintos; desaparece cuando resuelve tareas así a la primera.
mistakes-class = Lo que muchos confunden
mistakes-class-text = El mismo error en al menos dos tareas o en dos días, y no superado desde entonces.
mistakes-class-none = Nadie repite el mismo error conocido.
mistakes-students = { $count ->
    [one] 1 de { $of } estudiantes
   *[other] { $count } de { $of } estudiantes
  }
mistakes-common = Respuestas equivocadas frecuentes que ningún comentario explica todavía
mistake-common = «{ $said }» de { $count } estudiantes:
mistake-item = Todas las respuestas a: { $title }

memory-title = Cuánto se recuerda aquí
memory-text = Cuándo vuelve un tema para repasar se basa en un modelo del olvido (FSRS-6). Una vez por semana se ajusta a los repasos de sus propios estudiantes. Solo se usa si predice claramente mejor que las cifras habituales las respuestas de estudiantes que no ha visto.
memory-own = Cifras propias
memory-usual = Cifras habituales
memory-served = Ajustadas: { $moment }.
memory-no-better = Las propias no eran claramente mejores: { $moment }.
memory-few = No había datos suficientes: { $moment }.
memory-never = Todavía no se ha ajustado nada.
memory-gain = Mejor que las cifras habituales en { $gain } milésimas de nat por respuesta (intervalo del 95 %: de { $low } a { $high }), con estudiantes apartados.
memory-rests = { $count ->
    [one] Se basa en { $reviews } repasos de 1 estudiante.
   *[other] Se basa en { $reviews } repasos de { $count } estudiantes.
  }
memory-refused = Quien se ha negado a que los modelos para otros aprendan de sus datos queda fuera.
memory-least = Hacen falta { $students } estudiantes y { $reviews } respuestas dadas un día o más después de la anterior.

trail-thing-review_pace = Repasos al día

fading-kept = { $count ->
    [one] 1 de ellos se desvanece. Sigue dominado: un repaso corto lo recupera.
   *[other] { $count } de ellos se desvanecen. Siguen dominados: repasos cortos los recuperan.
  }
fading-pupil = { $fading ->
    [0] { $mastered } de { $count } temas dominados.
   *[other] { $mastered } de { $count } temas dominados, { $fading } de ellos se desvanecen: dominados una vez, sin práctica desde hace tiempo o con errores recientes.
  }
news-reviews = Repasos que caben en un día
news-reviews-text = Después de una pausa solo vuelven unos pocos temas cada día, primero los más útiles. La página Progreso muestra los próximos 14 días y lo que es fácil de confundir.
