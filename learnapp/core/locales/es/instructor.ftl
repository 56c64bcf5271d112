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
board-summary = { $stuck } en un atasco, { $active } trabajando, { $idle } en pausa, { $away } aún sin empezar.
pupil = Estudiante
pupil-state = Ahora
pupil-last = Última señal
pupil-working = Trabaja en
pupil-recent = Últimas respuestas
pupil-stuck = En un atasco
pupil-active = Trabajando
pupil-idle = En pausa
pupil-away = Aún sin empezar
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
heatmap-lead = La tabla tiene las mismas palabras, colores y números que ve cada estudiante; en la imagen, más claro es mejor sabido. Los temas siguen el orden del curso.
pupil-same-numbers = Son los números que ve el estudiante. Abre un número para ver las respuestas en que se basa.
pupil-nothing-yet = Todavía no hay respuestas, así que no hay nada que mostrar.
pupil-table = Temas de este estudiante
pupil-standing = Nivel
