# Con qué se mide un centro.
mission-title = Con qué nos medimos
mission-lead = Cinco promesas, cada una con su meta. Las cifras son de las últimas { $weeks } semanas, con el margen en que está el valor real con un 95 % de certeza. Donde hay muy poco para decirlo, se dice.
mission-counted = Contado { $at }, una vez al día.
mission-not-yet = Todavía no se ha contado nada: se cuenta una vez al día. Si mañana sigue así, el programa que cuenta no está en marcha y quien opera el sistema tiene que iniciarlo.
mission-percent = { NUMBER($value, maximumFractionDigits: 1) } %
mission-points = { NUMBER($value, maximumFractionDigits: 0) } puntos
mission-range = entre el { NUMBER($low, maximumFractionDigits: 1) } % y el { NUMBER($high, maximumFractionDigits: 1) } %
mission-range-points = entre { NUMBER($low, maximumFractionDigits: 0) } y { NUMBER($high, maximumFractionDigits: 0) }
mission-too-little = Faltan datos
mission-standing-reached = Meta alcanzada
mission-standing-missed = Meta no alcanzada
mission-standing-open = Muy justo para decirlo
mission-standing-none = Faltan datos
mission-rests = En qué se basa
mission-cannot = Lo que no puede decir:
mission-weeks = Semana a semana
mission-week = Semana del
mission-value = Valor
mission-between = Margen
mission-base = Contados
mission-units = De cuántos
mission-reported-week = Avisos de estudiantes
mission-reported-wrong = Falsas, de las decididas
mission-reported-of = { NUMBER($hits) } de { NUMBER($base) }
mission-days = Del { $first } al { $last }.
mission-ctr = Propuestas que se siguen
mission-what-ctr = De lo que se propuso a los estudiantes, cuánto abrieron en un día.
mission-target-ctr = Meta: al menos el { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-ctr = hacen falta { $least } estudiantes
mission-from-ctr = { NUMBER($hits) } de { NUMBER($base) } propuestas, de { NUMBER($units) } estudiantes.
mission-how-ctr = Lo que estuvo en la página de un estudiante cuenta una vez al día, por mucho que se mostrara; cuenta como abierto si el estudiante hizo algo con ello en 24 horas, salvo apartarlo. El margen tiene al estudiante como unidad: lo que alguien hace se parece a lo que hizo antes.
mission-cannot-ctr = si se abrió porque se propuso. Quien sigue el orden del curso abre una parte de todos modos.
mission-completion = Lo que se empieza se termina
mission-what-completion = De lo propuesto y abierto, cuánto se terminó en un día.
mission-target-completion = Meta: al menos el { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-completion = hacen falta { $least } estudiantes
mission-from-completion = { NUMBER($hits) } de { NUMBER($base) } contenidos abiertos, de { NUMBER($units) } estudiantes.
mission-how-completion = Una tarea se termina cuando se resuelve cada paso, un texto cuando se leen nueve décimas partes, un vídeo cuando se ve hasta el final, una simulación cuando se logra su objetivo.
mission-cannot-completion = lo que pasó después: lo que se termina dos días más tarde no cuenta.
mission-pace = Tiempo hasta dominar un tema
mission-what-pace = Cuánto menos tiempo llevan los temas con propuestas que sin ellas.
mission-target-pace = Meta: al menos un { NUMBER($target, maximumFractionDigits: 0) } % menos
mission-needs-pace = hacen falta { $least } estudiantes en cada lado, con temas que ambos dominen
mission-from-pace = { NUMBER($base) } temas dominados; { NUMBER($units) } estudiantes con propuestas junto a { NUMBER($others) } sin ellas.
mission-how-pace = De cada tema que un estudiante domina por primera vez: los minutos en sus tareas hasta entonces, un cuarto de hora por respuesta como mucho. Los tiempos se comparan dentro del mismo tema, como proporciones, para que no decidan los temas difíciles ni una sola tarde larga. El margen vuelve a sortear estudiantes enteros.
mission-way-drawn = Estos estudiantes se sortearon: para algunos, un experimento dejó que el azar eligiera qué se propone; para los demás, las reglas y los modelos de este centro. No hay otra razón para estar en un lado o en otro, así que la diferencia puede llamarse efecto.
mission-way-seen = Aquí no se sorteó a nadie: quienes dieron al menos la mitad de sus respuestas a cosas propuestas están junto a quienes fueron más bien por su cuenta. Quienes siguen las propuestas pueden ser distintos en otras cosas, así que esto no prueba un efecto. Un experimento sí: cada uno tiene una parte en la que solo elige el azar.
mission-cannot-pace = cómo les va a quienes todavía no dominan un tema; solo se comparan los dominados. Y los minutos son los de las tareas, no los de pensar en otro lugar.
mission-nps = Si lo recomendarían
mission-what-nps = La parte de quienes dicen 9 o 10 de 10, menos la de quienes dicen 6 o menos.
mission-target-nps = Meta: al menos { NUMBER($target, maximumFractionDigits: 0) } puntos
mission-needs-nps = hacen falta { $least } respuestas
mission-from-nps = { NUMBER($units) } respuestas.
mission-how-nps = Se pregunta a docentes, familias y administración en su primera página, nunca antes de su primera semana y una vez cada tres meses; a los estudiantes no se les pregunta. Pueden escribir por qué; cada página tiene además un lugar para una opinión. Las respuestas se guardan sin nombre.
mission-cannot-nps = lo que piensan quienes cierran la pregunta.
mission-hallucination = Frases erróneas del tutor
mission-what-hallucination = De las frases de un modelo de lenguaje que los estudiantes pudieron leer, cuántas ha encontrado erróneas una persona certificada.
mission-target-hallucination = Meta: menos del { NUMBER($target, maximumFractionDigits: 0) } %
mission-needs-hallucination = hacen falta { $least } frases con decisión
mission-from-hallucination = { NUMBER($hits) } erróneas de { NUMBER($base) } frases decididas.
mission-how-hallucination = Una de cada veinte frases que pasan todas las comprobaciones se sortea por lo que dice y espera en la cola de revisión, como las retenidas. Lo que se rechaza o se corrige cuenta como erróneo y no vuelve a mostrarse. Las frases retenidas no cuentan: nadie las ha leído. Sin modelo de lenguaje, el tutor muestra frases del curso palabra por palabra, y no hay nada que contar.
mission-cannot-hallucination = lo que se les escapa a quienes revisan. Una frase mostrada a muchos cuenta una vez. Las respuestas junto a la tarea de un estudiante no se guardan, así que ninguna se sortea.
mission-reported = Aparte: en este tiempo, el alumnado ha señalado { NUMBER($units) } { $units ->
    [one] frase
   *[other] frases
 }. De { NUMBER($base) } sobre las que se ha decidido, { NUMBER($hits) } { $hits ->
    [one] estaba
   *[other] estaban
 } mal. No forman parte de la tasa, porque se señala lo que parece estar mal.
mission-go-drift = Modelos vigilados, día a día
mission-go-experiments = Experimentos
mission-go-feedback = Lo que dice la gente
mission-go-reviews = Cola de revisión
mission-link = Con qué nos medimos
