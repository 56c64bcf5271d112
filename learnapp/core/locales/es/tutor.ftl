# El tutor.
tutor-title = Pregunta al tutor
tutor-lead = Pregunta sobre lo que estás aprendiendo. El tutor busca en tu curso y te muestra dónde lo ha encontrado.
tutor-how = El tutor trabaja sin modelo de lenguaje: no se inventa nada. Lo que dice sobre la materia son frases de tu curso, cada una con el lugar donde puedes seguir leyendo. No da la respuesta de tareas abiertas.
tutor-how-model = Un modelo de lenguaje ayuda al tutor a redactar sus respuestas. Para ello, tu pregunta, tu última respuesta a la tarea y pasajes de tu curso van a un servicio que tu centro ha elegido; antes se quitan nombres, direcciones y números de las personas de tu clase. Cada frase se contrasta con el curso antes de que la veas, y puedes abrir el lugar donde está. Si eso no funciona, recibes frases de tu curso tal como son. Si tu curso está en otro idioma que esta página, el servicio traduce también tu pregunta y las frases comprobadas. No da respuestas de tareas abiertas.
tutor-how-outside = Para encontrar pasajes que digan lo mismo, tu pregunta y pasajes de tu curso van a un servicio que ha elegido quien lleva este sitio; antes se quitan nombres, direcciones y números de las personas de tu clase.
tutor-by-model = Lo ha escrito un modelo de lenguaje a partir de tu curso. Cada frase se ha contrastado con los pasajes de abajo.
tutor-model-away = El modelo de lenguaje no responde ahora, así que aquí tienes lo que dice tu propio curso.
tutor-model-held = Muy poco de lo que ha escrito el modelo de lenguaje se sostenía frente a tu curso, así que no lo ves. Aquí tienes lo que dice tu propio curso.
tutor-model-spent = Tu centro ha gastado lo que destina al modelo de lenguaje en esta hora, así que aquí tienes lo que dice tu propio curso.
tutor-think-about = Piensa en esto:
tutor-private-nobody = { $model ->
    [yes] En tu centro solo tú puedes leer lo que preguntas aquí.
   *[no] Solo tú puedes leer lo que preguntas aquí.
 } Quien te cuida puede llevarse una copia con tu expediente. Si parece que alguien puede estar en peligro, tu docente recibe un aviso, pero no tus palabras.
tutor-private-worry = { $model ->
    [yes] En tu centro solo tú puedes leer lo que preguntas aquí, con una excepción:
   *[no] Solo tú puedes leer lo que preguntas aquí, con una excepción:
 } si parece que alguien puede estar en peligro, se avisa a tu docente, que puede leer esa conversación. Quien te cuida puede llevarse una copia con tu expediente.
tutor-private-section = Tu docente puede leer lo que preguntas aquí y lo que dice el tutor. Cada vez queda anotado, y en «¿Quién puede verme?» ves quién puede mirar. Quien te cuida puede llevarse una copia con tu expediente.
tutor-not-kept = Todavía no se puede guardar nada tuyo, así que esta conversación se pierde cuando dejas la página.
tutor-open = Pregunta al tutor
tutor-label = Tu pregunta
tutor-placeholder = Por ejemplo: ¿Por qué necesitamos el mismo número de abajo?
tutor-ask = Preguntar
tutor-stage-wording = Poniendo tu pregunta en el idioma de tu curso…
tutor-stage-looking = Buscando en tu curso…
tutor-stage-reading = { $passages ->
    [one] Un modelo de lenguaje está leyendo un pasaje…
   *[other] Un modelo de lenguaje está leyendo { $passages } pasajes…
 }
tutor-early = Arriba está lo que dice tu curso, palabra por palabra. La respuesta vendrá en su lugar.
tutor-stage-checking = Contrastando con tu curso lo que ha escrito…
tutor-stage-translating = Poniendo en el idioma de esta página lo que se sostiene…
tutor-you = Has preguntado
tutor-says = Tutor
tutor-sources = Dónde está esto
tutor-source-number = Fuente { $number }
tutor-all = Todas mis preguntas
tutor-past = Lo que has preguntado
tutor-none = Todavía no has preguntado nada
tutor-none-text = Pregunta aquí, o elige «Pregunta al tutor» debajo de una tarea o un texto.
tutor-turn = Páginas de preguntas
tutor-show = Leerlo otra vez
tutor-hide = Cerrar
tutor-show-of = Leer otra vez: { $first }
tutor-delete = Borrar
tutor-delete-of = Borrar: { $first }
tutor-delete-sure = ¿Borrar para siempre?
tutor-deleted = La conversación se ha borrado.
tutor-asked-on = Preguntado el { $at }
tutor-off = Aquí no hay tutor: está desactivado en tu clase, o la clase todavía no tiene curso. Pregunta a tu docente.
tutor-kind-reading = Texto
tutor-kind-transcript = Película
tutor-kind-timeline = Línea de tiempo
tutor-kind-explanation = Explicación
tutor-from-course = Esto es lo que dice tu curso:
tutor-other-language = { $language ->
    [en] Tu curso está en inglés
    [es] Tu curso está en español
   *[other] Tu curso está en otro idioma que esta página
 }, así que lo que dice está aquí en ese idioma.
tutor-translated = { $language ->
    [en] Tu curso está en inglés
    [es] Tu curso está en español
   *[other] Tu curso está en otro idioma que esta página
 }. Un modelo de lenguaje ha puesto las frases siguientes en este idioma después de comprobarlas. Debajo de cada una puedes abrir la comprobada; donde no se ha podido ver que números, nombres o negaciones son los mismos, está como se comprobó.
tutor-checked = La frase comprobada, en el idioma de tu curso
tutor-sought = Buscado en tu curso como:
tutor-ask-in = { $language ->
    [en] Tu curso está en inglés: pregunta con palabras en inglés.
    [es] Tu curso está en español: pregunta con palabras en español.
   *[other] Tu curso está en otro idioma que esta página: pregunta con palabras de ese idioma.
 }
tutor-nothing = No he encontrado nada sobre esto en tu curso. Prueba con otras palabras o pregunta a tu docente.
tutor-not-ready = Todavía estoy leyendo tu curso. Pregúntame otra vez dentro de unos minutos.
tutor-missing = Sobre este aspecto no he encontrado nada en tu curso: { $side }.
tutor-under-test = Esto es parte de una prueba tuya, así que no digo nada. Pregúntame otra vez cuando se muestren los resultados.
tutor-refused = Con eso no puedo ayudarte. Pregúntame algo sobre tu curso.
tutor-urgent = Eso suena serio, y no tienes que llevarlo a solas. Tu docente recibe un aviso de que quizá necesitas ayuda, pero no lo que has escrito. Por favor, no esperes a eso: cuéntaselo ahora a una persona adulta de confianza o llama al número de emergencias de donde vives.
tutor-no-answer = No digo la respuesta de una tarea abierta, pero te ayudo a encontrarla.
tutor-task-elsewhere = Esta es una tarea de tu curso: «{ $title }». Ábrela y pregúntame allí: así tienes también sus pistas.
tutor-you-said = Tu última respuesta fue «{ $last }».
tutor-look-again = Míralo otra vez: ¿de qué paso estás menos seguro?
tutor-begin = Lee la pregunta despacio. ¿Qué sabes ya, y qué se pide?
tutor-hint-there = Hay una pista debajo de la tarea. Ábrela cuando hayas pensado en esto.
tutor-hint-none = Has visto todas las pistas menos la última. Prueba una respuesta con lo que dicen.
tutor-read-this = Esto de tu curso puede ayudarte:
tutor-solution = Has terminado este paso. Así se resuelve:
tutor-side-economy = La economía
tutor-side-politics = Política y leyes
tutor-side-society = Las personas y la sociedad
tutor-side-trigger = Lo que lo desencadenó
tutor-back = Tu clase prescinde ahora del tutor. Vuelve el { $at }.
tutor-readers-nobody = Nadie más de tu centro puede leerlas. Lo que se dijo con otra regla queda como se te dijo entonces.
tutor-readers-worry = Tu docente puede leer una conversación en la que algo parecía indicar peligro para alguien, desde el día en que empezó esta regla; las demás no las puede leer nadie de tu centro.
tutor-readers-section = Tu docente puede leerlas desde el día en que empezó esta regla, y cada vez queda anotado. Las anteriores quedan como se te dijo entonces.
tutor-seen = Tu docente puede leer esta.
tutor-kept-by-school = Tu centro guarda estas conversaciones, así que no puedes borrarlas. Pregunta a tu docente si algo tiene que desaparecer.
tutor-take-home = Descargar todas mis preguntas y respuestas
tutor-urgent-read = Eso suena serio, y no tienes que llevarlo a solas. Tu docente recibe un aviso de que quizá necesitas ayuda y puede leer esta conversación. Por favor, no esperes a eso: cuéntaselo ahora a una persona adulta de confianza o llama al número de emergencias de donde vives.
tutor-doubt = ¿Hay algo aquí que parezca estar mal?
tutor-doubt-leave = Dejarlo
tutor-doubt-how = Elige la frase. Llega, con lo que cita, a las personas de tu centro que cuidan del tutor y del curso. Ni tu pregunta ni tu nombre van con ella. Se te dirá qué encuentran.
tutor-doubt-this = Esto parece estar mal
tutor-doubt-of = Esto parece estar mal: { $sentence }
tutor-doubt-done = Has dicho que esto parece estar mal.
tutor-doubt-sent = Gracias. Alguien lo mirará, y se te dirá qué encuentra.
tutor-doubt-right = Alguien de tu centro ya ha mirado esta frase y ha visto que es correcta. Si te sigue pareciendo mal, enséñasela a tu docente.
tutor-doubt-wrong = Tienes razón: alguien de tu centro ha visto que esta frase está mal. Ya no se muestra.
tutor-doubt-quoted = El tutor ha mostrado esta frase, y parece estar mal: «{ $sentence }»
