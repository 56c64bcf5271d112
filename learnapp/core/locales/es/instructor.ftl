# Páginas de docentes.
classes-title = Tus clases
classes-none = Todavía no hay clases
classes-none-text = Pide a la administración de tu centro que te inscriba en un grupo como docente.
class-students = { $count ->
    [one] 1 estudiante
   *[other] { $count } estudiantes
  }
class-board = Panel en vivo
class-heatmap = Dominio de la clase
class-views = Vistas de esta clase
board-summary = { $stuck } en un atasco, { $active } trabajando, { $idle } en pausa, { $away } ausentes, { $absent } aún sin empezar.
pupil = Estudiante
pupil-state = Ahora
pupil-last = Última señal
pupil-working = Trabaja en
pupil-recent = Últimas respuestas
pupil-stuck = En un atasco
pupil-active = Trabajando
pupil-idle = En pausa
pupil-away = Ausente
pupil-absent = Aún sin empezar
ago-minutes = { $count ->
    [0] ahora mismo
    [one] hace 1 minuto
   *[other] hace { $count } minutos
  }
ago-hours = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
  }
ago-days = { $count ->
    [one] ayer
   *[other] hace { $count } días
  }
csv = Descargar como CSV
heatmap-lead = La tabla tiene las mismas palabras, colores y números que ve cada estudiante; la imagen los muestra de un vistazo. Los temas siguen el orden del curso.
pupil-same-numbers = Son los números que ve el estudiante. Abre un número para ver las respuestas en que se basa.
pupil-nothing-yet = Todavía no hay respuestas, así que no hay nada que mostrar.
pupil-table = Temas de este estudiante
pupil-standing = Nivel
standout-topic = { $count ->
    [one] 1 estudiante se ha atascado en «{ $topic }».
   *[other] { $count } estudiantes se han atascado en «{ $topic }».
  }
standout-hints = { $count ->
    [one] 1 estudiante pide una pista tras otra sin acertar.
   *[other] { $count } estudiantes piden una pista tras otra sin acertar.
  }
standout-more = { $count ->
    [one] 1 estudiante se ha atascado en otro tema.
   *[other] { $count } estudiantes se han atascado en otros temas.
  }
standout-calm = Nadie necesita ayuda ahora mismo.
standout-quiet = Nadie está trabajando ahora mismo.
standout-nobody = Nadie ha respondido todavía. En cuanto alguien lo haga, lo verás aquí sin recargar.
standout-empty = Esta clase aún no tiene estudiantes.
class-empty = Esta clase aún no tiene estudiantes
class-empty-text = En cuanto la administración inscriba a estudiantes, verás aquí quién trabaja y quién necesita ayuda.
class-no-course = Sin curso
class-no-course-text = No hay ningún curso que esta clase pueda estudiar. Pide a la administración que elija uno; entonces verás aquí el dominio.
standout-course = No hay ningún curso que esta clase pueda estudiar. Pide a la administración que elija uno.
activity-title = Las últimas dos semanas
activity-none = No se ha contado ninguna respuesta en estas dos semanas.
activity-table = Como tabla
activity-day = Día
activity-students = Estudiantes
activity-answers = Respuestas
activity-right = Aciertos
heatmap-hardest = { $count ->
    [one] Lo más difícil ahora: «{ $topic }». 1 estudiante aún lo está aprendiendo.
   *[other] Lo más difícil ahora: «{ $topic }». { $count } estudiantes aún lo están aprendiendo.
  }
heatmap-fading = { $count ->
    [one] Se olvida: 1 estudiante debería repasar «{ $topic }».
   *[other] Se olvida: { $count } estudiantes deberían repasar «{ $topic }».
  }
heatmap-mastered = { $count ->
    [one] Lo mejor sabido: «{ $topic }». 1 de { $of } lo domina.
   *[other] Lo mejor sabido: «{ $topic }». { $count } de { $of } lo dominan.
  }
heatmap-nothing = Nadie ha respondido aún lo suficiente para decir qué es difícil.
pupil-history = Respuestas por día
pupil-answers = Respuestas, de la más antigua a la más reciente
class-reviews-lead = Lo que espera tu decisión en tus clases: mensajes retenidos, ejercicios que han avisado tus estudiantes y estudiantes a quienes puede hacer falta ayuda.
class-reviews-none-text = Aquí aparece algo cuando se retiene un mensaje de tu clase, tus estudiantes avisan de un ejercicio o a alguien puede hacerle falta ayuda.
class-reviews-waiting = { $count ->
    [one] 1 entrada espera tu decisión.
   *[other] { $count } entradas esperan tu decisión.
  }
students-turn = Páginas de estudiantes
students-of = Estudiantes { $first } a { $last } de { $total }
claims-title = Tareas interactivas
claims-text = Lo que dicen los propios paquetes H5P y SCORM. Cuenta como práctica y no mueve ninguna estimación.
claims-done = Trabajada entera
claims-begun = Empezada
