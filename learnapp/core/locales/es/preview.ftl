# Una clase como la vería un estudiante.
preview-title = Ver como estudiante
preview-lead = Esto es lo que encuentra un estudiante que empieza hoy en esta clase. No se lee ninguna respuesta de nadie y no se guarda nada.
preview-course = Curso: { $course }
preview-age = Edad del estudiante
preview-age-under = Menos de { $age }
preview-age-from = { $age } o más
preview-discussion-on = Los estudiantes de esta edad pueden participar en el debate.
preview-explanations-on = Los temas se pueden explicar de otra manera: con un dibujo, con un ejemplo o paso a paso.
preview-explanations-off = En esta clase, las otras explicaciones están desactivadas.
preview-today = Lo que «Hoy» ofrecería primero
preview-today-lead = Después de cada respuesta se elige de nuevo. Entonces cada estudiante encuentra algo distinto.
preview-nothing-text = En este curso no hay nada con lo que un estudiante pueda empezar.
preview-open = Abrir como estudiante
preview-open-topic = Mostrar sus contenidos
preview-close-topic = Ocultar sus contenidos
preview-topic-empty = De este tema no hay nada para este estudiante.
preview-path = El camino
preview-turn = Páginas de temas
preview-turn-contents = Páginas de contenidos
preview-withdrawn = { $count ->
    [one] 1 contenido no se ofrece a esta clase, por eso no aparece aquí.
   *[other] { $count } contenidos no se ofrecen a esta clase, por eso no aparecen aquí.
 }
preview-no-course = Todavía no hay curso
preview-no-course-text = Un administrador elige qué estudia esta clase.
preview-banner = Lo ves como lo vería un estudiante. No se guarda nada.
preview-item-withdrawn = Ya no se ofrece a esta clase: los estudiantes no lo encuentran ni en «Hoy» ni en su camino.
preview-item-older = Es para estudiantes mayores: a esta edad no lo encuentran.
preview-again = Empezar de nuevo
preview-back = Volver a la vista de estudiante
preview-discussion-here = Debajo, los estudiantes pueden leer y escribir en el debate.
preview-no-item = El curso de esta clase no tiene este contenido. Vuelve a la vista de estudiante de la clase.
help-preview = Aquí ves tu clase como la vería un estudiante que empieza: lo primero que aparece, todo el camino y cada tarea. Prueba una tarea y respóndela, bien o mal. No se guarda nada de lo que hagas aquí.
