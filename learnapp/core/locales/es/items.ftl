# Lo que hizo una clase con sus preguntas, y las que están mal.
items-title = Preguntas de esta clase
items-lead = Todas las preguntas que alguien de esta clase ha respondido o que ha hecho una prueba, y lo que dicen las respuestas sobre ellas.
items-search = Buscar una pregunta
items-topic = Tema
items-topic-all = Todos los temas
items-none = Nadie ha respondido todavía ninguna pregunta
items-none-text = En cuanto los estudiantes respondan, verás aquí qué preguntas funcionan bien y cuáles no.
items-none-found = Ninguna pregunta coincide. Elige otro tema u otras palabras.
items-turn = Páginas de preguntas
items-table = Preguntas y lo que dicen las respuestas
items-sort-by = Ordenar por: { $column }
item-column-title = Pregunta
item-column-topic = Tema
item-column-answers = Respuestas
item-column-share = Bien a la primera
item-column-apart = Distingue
item-column-seconds = Tiempo habitual
item-column-hints = Pistas
item-column-reports = Avisos
item-column-tests = En pruebas
item-asked = { $times ->
    [one] una vez, { $share } % de los intentos
   *[other] { $times } veces, { $share } % de los intentos
  }
item-asked-never = nunca
item-answers = { $answers } de { $students ->
    [one] 1 estudiante
   *[other] { $students } estudiantes
  }
item-share = { $share } %
item-share-between = entre { $low } y { $high } %
item-no-tries = no se sabe
item-apart-few = muy pocas respuestas
item-apart-alike = todos igual
item-apart-clear = bien ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-apart-blurred = apenas ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-apart-backwards = al revés ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-seconds = { $seconds } s
item-seconds-unknown = no se sabe
item-state-flagged = No se ofrece
item-state-voided = No cuenta
items-broken = Estas parecen estar mal
items-broken-none = Ninguna pregunta parece estar mal.
item-why-backwards = Quienes van bien en el resto de la clase fallan esta más que los demás. Muchas veces la solución está mal o el texto se puede leer de dos maneras.
item-why-hardly_right = Casi nadie la acierta a la primera.
item-why-reported = { $count ->
    [one] 1 estudiante ha avisado de ella.
   *[other] { $count } estudiantes han avisado de ella.
  }
items-how = ¿Qué significan estas cifras?
items-how-share = Bien a la primera: de todos los primeros intentos, cuántos fueron correctos sin pista. Los dos números de abajo dicen entre qué valores estará cuando respondan más estudiantes; con pocas respuestas están muy separados.
items-how-apart = Distingue: ¿aciertan esta más a menudo quienes van bien en el resto de la clase? 1 significa siempre, 0 que da igual, y menos de 0 que es al revés. Se muestra a partir de 10 estudiantes.
items-how-time = Tiempo habitual: la mitad de los primeros intentos fue más rápida y la otra mitad más lenta. Es exacto hasta una décima parte, más o menos.
items-how-tests = En pruebas: cuántas veces se mostró de verdad en pruebas de esta clase, y en cuántos de cada 100 intentos. Lo que ve casi todo el mundo, pronto lo sabe todo el mundo: las pruebas que se adaptan no hacen ninguna pregunta en más de unos 30 de cada 100.
items-how-template = Una pregunta con números nuevos para cada uno cuenta como una sola.
items-fresh-daily = Contado hasta { $at }.
items-degraded-daily = El recuento va con retraso: lo que han hecho los estudiantes desde { $at } todavía no está en estas cifras. Llega con el próximo recuento, como muy tarde una vez al día. No se pierde nada.
items-partial = Estas cifras se están contando de nuevo desde el principio. Hasta ahora incluyen todo hasta { $at }; el resto llega solo.
items-cached-key = Ahora mismo no se pueden leer la pregunta, su clave, las respuestas ni lo que escribieron los estudiantes sobre ella. Vuelven en cuanto vuelvan las cifras.
items-how-counted = Todo lo de aquí se cuenta un minuto después de que pase y se guarda como sumas: cuántas veces se respondió qué, y qué hizo cada estudiante con cada pregunta. Los días empiezan a medianoche en la zona horaria del centro.
item-eyebrow = Pregunta de { $section }
item-back = Todas las preguntas de esta clase
item-figures = Lo que dicen las respuestas
item-say-answers = { $answers ->
    [0] Nadie de esta clase la ha respondido todavía.
    [one] Respondida una vez.
   *[other] Respondida { $answers } veces por { $students ->
      [one] 1 estudiante
     *[other] { $students } estudiantes
    }.
  }
item-say-share = El { $share } % de los primeros intentos fue correcto sin pista. Con más estudiantes estará entre el { $low } y el { $high } %.
item-say-few = Hay muy pocas respuestas para saber si distingue a quienes saben de quienes no. A partir de 10 estudiantes se dice aquí.
item-say-alike = A todos les fue igual con ella, así que no distingue a nadie.
item-say-clear = Quienes van bien en el resto de la clase aciertan esta más a menudo. Así debe ser ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-blurred = Apenas importa lo bien que alguien vaya en el resto de la clase. Esta pregunta dice poco sobre quién lo sabe ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-backwards = Quienes van bien en el resto de la clase fallan esta más a menudo. Mira la solución y el texto ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-time = { $seconds ->
    [one] La mitad de los primeros intentos duró menos de 1 segundo.
   *[other] La mitad de los primeros intentos duró menos de { $seconds } segundos.
  }
item-say-hints = { $count ->
    [0] Nadie pidió una pista.
    [one] Se abrió una pista una vez.
   *[other] Se abrieron pistas { $count } veces.
  }
item-shown = La pregunta
item-topic-guessed = Esta pregunta vino de otro sistema, que no nombra temas: cuenta para el tema de su lección. Mira si encaja.
item-template-note = Cada uno recibe otros números. Esto es un ejemplo; las cifras son de todas juntas.
item-key = Respuesta correcta
item-hints = Pistas
item-solution = Solución
item-given = Lo que respondieron los estudiantes
item-given-step = Lo que respondieron los estudiantes en el paso { $number }
item-given-none = Todavía no hay respuestas que mostrar.
item-answer = Respuesta
item-times-given = Cuántas veces
item-meaning = Lo que muestra
item-given-right = Respuestas correctas
item-given-others = Otras respuestas incorrectas
item-is-right = correcta
item-times = Cuánto duró el primer intento
item-times-none = Todavía no se conoce ningún tiempo.
item-time = Tiempo
item-tries = Primeros intentos
item-bar = Como barra
item-time-between = de { $low } a { $high } s
item-time-below = menos de { $high } s
item-time-above = { $low } s o más
item-days = Primeros intentos, día a día
item-days-none = Ningún primer intento en los últimos 90 días.
item-day = Día
item-right = Bien
item-wrong = No bien
item-reported = Avisos de los estudiantes
item-reported-none = Nadie ha avisado de ella.
item-broken = ¿Está mal?
item-withdraw = Dejar de ofrecerla
item-withdraw-lead = Esta clase ya no la recibe desde ahora. Lo respondido sigue contando. Un administrador ve tu motivo.
item-void = Dejar de contar sus respuestas
item-void-lead = Ya no se ofrece y sus respuestas no cuentan. Se vuelve a calcular el dominio de todos los de esta clase que la respondieron, y se les avisa con una frase. No se borra ninguna respuesta y puedes deshacerlo.
item-reason = ¿Qué está mal?
item-since = Solo respuestas desde este día (déjalo vacío para todas)
item-void-confirm = Dejar de contarlas ahora
item-withdraw-confirm = Dejar de ofrecerla ahora
item-flagged-by = { $name } ha dejado de ofrecerla: { $reason }
item-voided-by = { $name } ha dejado de contar sus respuestas: { $reason }
item-offer-again = Volver a ofrecerla
item-restore = Hacer que sus respuestas cuenten de nuevo
item-restore-lead = Se vuelve a calcular el dominio de todos, y también cuentan las respuestas dadas mientras tanto.
item-busy = Calculando de nuevo: { $done } de { $of } estudiantes
item-done = { $count ->
    [0] Nadie de esta clase tenía una respuesta que cuente, así que no cambió nada.
    [one] Calculado de nuevo para 1 estudiante.
   *[other] Calculado de nuevo para { $count } estudiantes.
  }
item-past = Lo que se hizo
item-past-made = { $name } dejó de contar sus respuestas
item-past-undone = { $name } hizo que contaran de nuevo
item-past-since = solo respuestas desde el { $day }
item-done-withdrawn = Esta clase ya no recibe esta pregunta.
item-done-offered = Esta clase vuelve a recibir esta pregunta.
item-done-void = Sus respuestas ya no cuentan.
item-done-restored = Sus respuestas cuentan de nuevo.
review-item-open = Lo que hizo la clase con esta pregunta
review-flagged-item = Un docente ha dejado de ofrecer esta pregunta a una clase. Mira la nota.
