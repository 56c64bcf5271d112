# La búsqueda en todo lo que el lector puede abrir.
search-title = Buscar
search-label = Buscar lecciones y más
search-count = { $count ->
    [0] No se encontró nada para «{ $query }»
    [one] 1 resultado para «{ $query }»
   *[other] { $count } resultados para «{ $query }»
  }
search-kinds = Tipos de resultados
search-every-kind = Todo
search-all-of-kind = Ver los { $count }
search-kind-course = Cursos
search-kind-lesson = Lecciones
search-kind-topic = Temas
search-kind-reading = Lecturas
search-kind-video = Vídeos
search-kind-simulation = Simulaciones
search-kind-interactive = Tareas interactivas
search-kind-practice = Tareas
search-kind-post = Mensajes de tu clase
search-kind-note = Tus notas
search-kind-test = Pruebas
search-kind-assignment = Tareas asignadas
search-kind-announcement = Avisos
search-turn = Páginas de resultados
search-none-of-kind = Nada de este tipo
search-none-of-kind-text = Mira todos los resultados.
search-nothing = No se encontró nada para «{ $query }»
search-nothing-text = Prueba con menos palabras o con el comienzo de una palabra, como «frac». La mayoría de los cursos está en inglés: prueba una palabra en inglés.
search-nothing-typed = ¿Qué buscas?
search-nothing-typed-text = Escribe arriba una palabra de una lección, de un texto o de una tarea.
