# Lo que un estudiante quiere aprender y el camino hasta allí.
plan-title = Mi plan
plan-lead = Di qué quieres aprender. Recibes un plan: qué va primero, cuánto puede durar y por qué.
plan-not-stored = Todavía no se puede guardar nada tuyo, así que aquí no puedes hacer un plan. Pregunta a tu docente o a tu familia.
plan-said = ¿Qué quieres aprender?
plan-examples = Por ejemplo: «enséñame la pendiente» o «quiero prepararme para el examen del viernes». Tus palabras se leen una vez y no se guardan.
plan-thing = O elige de la lista
plan-choose = Elige
plan-tests = Exámenes
plan-assigned = Lo que tienes asignado
plan-topics = Temas
plan-lessons = Lecciones
plan-thing-day = { $title } ({ $day })
plan-day = ¿Para qué día? Puedes dejarlo vacío.
plan-make = Hacer mi plan
plan-made = Tu plan está hecho.
plan-dropped = Has dejado el plan. Lo que has aprendido se queda.
plan-unclear = No sé bien qué quieres decir. ¿Es una de estas cosas?
plan-unclear-none = Si no, dilo con otras palabras o elige de la lista.
plan-unknown = Esta clase no tiene nada parecido. Dilo con otras palabras o elige de la lista.
plan-mastered = Ya dominas «{ $name }». Una prueba corta muestra si todavía lo sabes.
plan-kind-topic = Tema
plan-kind-lesson = Lección
plan-kind-test = Examen
plan-kind-assignment = Asignado
plan-check = Prueba corta
plan-name-more = { $more ->
    [one] { $name } y otro tema
   *[other] { $name } y { $more } temas más
  }
plan-far = { $count ->
    [one] { $done } de 1 tema hecho
   *[other] { $done } de { $count } temas hechos
  }
plan-left = quedan más o menos { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
  } (de { $low } a { $high })
plan-minutes = { $count } min
plan-leg-time = { $count ->
    [one] Más o menos 1 minuto
   *[other] Más o menos { $count } minutos
  } (de { $low } a { $high })
plan-leg-late = puede que no esté listo para el { $day }
plan-why-target = Esto es lo que pediste.
plan-why-needed = Lo necesitas para «{ $topic }».
plan-why-gap = Va primero: tus respuestas en «{ $topic }» indican que esto es lo que falta.
plan-why-pinned = Tu docente lo quiere en el plan.
plan-ways = Maneras de aprender { $topic }
plan-no-ways = Ahora mismo no hay nada aquí para ti. Pregunta a tu docente.
plan-checkpoint = Punto de control: una prueba corta muestra si lo sabes.
plan-fits = Da tiempo: quedan más o menos { $left } minutos antes del { $day }.
plan-too-late = No da tiempo a todo: quedan más o menos { $left } minutos antes del { $day }. No estará listo: { $names }.
plan-day-over = El día era el { $day }. Puedes seguir, cambiar el plan o dejarlo.
plan-pace = Minutos al día para esto
plan-pace-day = { $count } minutos al día
plan-pace-own = Como últimamente: más o menos { $count } minutos al día
plan-pace-usual = { $count } minutos al día, hasta que conozcamos tu ritmo
plan-known = Ya dominado: { $names }
plan-taken = Se da por sabido, porque tu docente lo ha quitado o no tiene tareas: { $names }
plan-gone = { $count ->
    [one] Un tema que pediste ya no está en tu curso.
   *[other] { $count } temas que pediste ya no están en tu curso.
  }
plan-empty = Ahora mismo no hay nada que hacer para esto. Puede que tu docente lo haya quitado. Pregunta o elige otra cosa.
plan-go-on = Seguir con el próximo paso
plan-change = Elegir otra cosa
plan-drop = Dejar este plan
plan-drop-sure = ¿Dejarlo de verdad?
plan-steps = El camino
plan-done = Hecho
plan-reached = Lo has conseguido: { $name }
plan-reached-more = { $more ->
    [one] Lo has conseguido: { $name } y otro tema
   *[other] Lo has conseguido: { $name } y { $more } temas más
  }
plan-towards = Trabajas para: { $name }
plan-late-short = No dará tiempo a todo antes del { $day }.
plan-see = Ver mi plan
plan-ask = ¿Qué quieres aprender?
plan-ask-text = Di un tema o un examen, y las tres cosas siguientes llevan hasta allí.
plan-say = Decir qué quieres aprender
plan-of-pupil = Ha pedido aprender: { $name }.
plan-of-family = Tu hijo o hija trabaja para: { $name }.
plan-by = Tiene que estar listo para el { $day }.
plan-late-names = No estará listo a tiempo al ritmo de ahora: { $names }.
path-plan = Haz un plan para lo que quieres aprender
help-plan = Di qué quieres aprender, con tus palabras o con la lista. El plan muestra solo lo que todavía necesitas, en un orden que se puede aprender, con el tiempo que puede durar, varias maneras de aprender cada tema y pruebas cortas. Mientras está en marcha, las tres cosas siguientes lo siguen. Después de cada respuesta se calcula de nuevo; su orden se queda, y solo una laguna que explica tus errores va primero. Tu docente y tu familia ven para qué es el plan y hasta dónde has llegado, pero no lo que escribiste.
news-plan = Di qué quieres aprender
news-plan-text = Los estudiantes dicen un tema o un examen con sus palabras y reciben un plan con tiempos. Las tres cosas siguientes lo siguen; docentes y familias ven hasta dónde ha llegado.
