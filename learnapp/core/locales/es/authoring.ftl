# Escribir ejercicios de los cursos propios: borradores, revisiones, versiones.
help-author = Cursos que puede editar. Abra un ejercicio, escriba (también los textos de ejercicios con números nuevos cada vez) y vea al lado cómo lo verán los estudiantes. Ningún estudiante ve un borrador: entréguelo, un administrador lo aprueba y todo lo aprobado pasa a ser una versión nueva del curso. Lo ya respondido queda como estaba. Marque varias filas para cambiar a la vez su tema o su edad. Donde hay un modelo de lenguaje, propone pistas, explicaciones y tareas junto al formulario; las aprueba un revisor certificado.
news-authoring = Escriba y cambie ejercicios de sus propios cursos
news-authoring-text = En «Editar cursos»: ejercicios con vista previa, comprobaciones, revisión y versiones. Un curso compartido se puede copiar para hacerlo propio. Los estudiantes conservan lo que han respondido.
author-title = Editar cursos
author-lead = Aquí se cambian los cursos de su institución. Nada llega a los estudiantes antes de aprobarse y publicarse.
author-none = Todavía no hay ningún curso propio
author-none-text = Empiece uno abajo, copie un curso compartido, o traiga uno en la página Contenido. Los profesores ven los cursos que han empezado y los que estudian sus clases.
author-classes = Clases
author-copy = Hacer propio un curso compartido
author-copy-text = Se copia la versión más nueva con los mismos temas y ejercicios. Las clases siguen con el curso compartido hasta que publique su versión y las deje pasar; lo que han hecho los estudiantes va con ellos.
author-copy-which = Curso compartido
author-copy-button = Copiar este curso
author-course-line = { $classes ->
    [one] Versión { $version }, la estudia 1 clase
   *[other] Versión { $version }, la estudian { $classes } clases
  }
author-state = Borrador
author-state-none = Sin borrador
author-state-draft = Borrador
author-state-review = En revisión
author-state-approved = Aprobado
author-state-held = Retenido: mírelo
author-any = Todos
author-search = Buscar un ejercicio
author-topic = Tema
author-all = Elegir
author-item = Ejercicio
author-what = Qué es
author-reading = Nivel de lectura
author-age = Edad
author-access = Para todos
author-grade = Curso { $grade }
author-short = Demasiado corto
author-from-age = Desde { $age } años
author-every-age = Todas las edades
author-barriers = { $count ->
    [one] 1 barrera
   *[other] { $count } barreras
  }
author-added = Nuevo
author-retired = Retirado
author-template = Números nuevos cada vez
author-choose = Elegir «{ $title }»
author-choose-all = Elegir todos los de esta página, o ninguno
author-chosen = { $count ->
    [one] 1 ejercicio elegido
   *[other] { $count } ejercicios elegidos
  }
author-set-topic = Tema
author-topic-how = Qué pasa con sus temas
author-topic-only = Practican solo
author-topic-also = Practican además
author-topic-not = Ya no practican
author-set-age = Edad mínima
author-as-it-is = Dejar como está
author-change = Cambiarlos
author-changed = { $count ->
    [one] 1 borrador escrito.
   *[other] { $count } borradores escritos.
  }
author-submit = Entregar sus borradores
author-submitted = { $count ->
    [one] 1 borrador entregado.
   *[other] { $count } borradores entregados.
  }
author-approve = Aprobar lo que no tiene reparos
author-approved = { $count ->
    [one] 1 borrador aprobado.
   *[other] { $count } borradores aprobados.
  }
author-left = { $count ->
    [one] 1 queda como estaba
   *[other] { $count } quedan como estaban
  }
author-why-changed = Alguien lo ha cambiado desde que usted lo vio. Mírelo otra vez.
author-why-held = Las comprobaciones lo retienen. Ábralo y decídalo por separado.
author-why-generated = Un modelo de lenguaje escribió algo de él. Solo deciden sobre eso revisores certificados.
author-why-not-waiting = No está entregado, o ya se decidió.
author-why-no-draft = No tiene ningún borrador que se pueda entregar o aprobar.
author-publish-title = { $count ->
    [one] Espera 1 cambio aprobado
   *[other] Esperan { $count } cambios aprobados
  }
author-publish-text = Pasan a ser una versión nueva. Lo que han respondido los estudiantes queda, y se muestra con las palabras que se les preguntaron.
author-move = { $count ->
    [one] Que la clase que estudia este curso pase ahora
   *[other] Que las { $count } clases que estudian este curso pasen ahora
  }
author-move-shared = { $count ->
    [one] Y también la clase que estudia el curso compartido
   *[other] Y también las { $count } clases que estudian el curso compartido
  }
author-publish = Publicar una versión nueva
author-published = La versión { $version } está publicada con { $items ->
    [one] 1 cambio
   *[other] { $items } cambios
  }; { $classes ->
    [one] ha pasado 1 clase.
   *[other] han pasado { $classes } clases.
  }
author-order = { $count ->
    [0] El orden del curso: todo bien
    [one] El orden del curso: 1 cosa que mirar
   *[other] El orden del curso: { $count } cosas que mirar
  }
author-order-good = Cada tema tiene lecciones y tareas, y nada se pregunta antes de enseñarse.
author-prerequisites = Editar qué necesita qué
finding-circle = «{ $topic }» se necesita al final a sí mismo, así que nunca se abre.
finding-topic-without-lesson = Ninguna lección enseña «{ $topic }».
finding-topic-without-content = No hay nada sobre «{ $topic }».
finding-topic-without-practice = No hay ninguna tarea para «{ $topic }», así que nadie puede dominarlo.
finding-topic-loose = «{ $topic }» no necesita nada y nada lo necesita.
finding-needs-later-topic = «{ $topic }» necesita «{ $other }», que viene después en las lecciones.
finding-item-before-its-topic = «{ $item }» pide «{ $topic }», que enseña una lección posterior.
finding-item-without-topic = «{ $item }» no tiene ningún tema de este curso.
author-weak = Ejercicios flojos en uso
author-weak-text = Lo que llegó por una importación no ha pasado por las comprobaciones. Revise todos los ejercicios; abra lo hallado, corríjalo y entréguelo, o retírelo del curso.
author-weak-look = Revisarlos
author-weak-looking = Revisando…
author-weak-found = { $count ->
    [one] Hoy se retendría 1 de { $all } ejercicios. Primero los más flojos.
   *[other] Hoy se retendrían { $count } de { $all } ejercicios. Primero los más flojos.
  }
author-weak-none = Hoy no se retendría ninguno de { $all } ejercicios.
author-no-items = Ningún ejercicio es así
author-no-items-text = Elija otro tema o estado, o vuelva a la lista.
author-add = Añadir un ejercicio
author-new-title = Título del ejercicio nuevo
author-kind = Tipo de respuesta
author-add-button = Empezar
author-add-task = Añadir un ejercicio
author-add-task-to = Añadir un ejercicio a «{ $lesson }»
author-add-needs-topic = Añada primero un tema: los ejercicios, las lecturas y los vídeos pertenecen a un tema.
author-answer-choice = Una de varias opciones
author-answer-multiple_choice = Varias opciones
author-answer-numeric = Un número
author-answer-expression = Una fórmula
author-answer-text = Una palabra o lista
author-answer-short_text = Unas pocas palabras
author-answer-ordering = Poner en orden
author-answer-matching = Emparejar
author-answer-table = Completar una tabla
author-answer-picture = Un lugar en una imagen
author-answer-line = Dibujar una recta
author-answer-simulation = Una simulación
author-item-title = Título
author-body = Texto sobre los pasos
author-prompt = Pregunta
author-fixed = La disposición de este paso (tabla, imagen, recta o simulación) se conserva. Sus palabras, pistas y comentarios se pueden cambiar aquí.
author-tolerance = Puede diferir en
author-accepted = Respuestas correctas, una en cada línea
author-choices = Opciones, una en cada línea
author-wrong = Respuestas incorrectas y lo que ayuda
author-wrong-answer = Si alguien responde
author-wrong-because = lee
author-hints = Pistas
author-hint-new = Una pista más
author-hint-hint = Pista { $number }
author-hint-scaffold = Pregunta más pequeña { $number }
author-hint-bottom_out = Pista { $number }, que lo dice todo
author-solution = Solución desarrollada
author-template-text = Este ejercicio hace una tarea nueva para cada estudiante y cada intento. Sus textos llevan términos entre corchetes dobles, que se rellenan para cada una. Mientras escribe, los ejemplos de al lado se hacen de nuevo; no se acepta nada que no valga para todas las tareas.
author-vary = Lo que varía, uno en cada línea
author-where = Condiciones, una en cada línea
author-tasks = Ejemplos ({ $count })
author-topics = Temas
author-topics-text = Lo que practica el ejercicio. Está en la lección del primero.
author-min-age = Edad mínima
author-minutes = Minutos
author-save = Guardar borrador
author-save-text = Ningún estudiante lo ve todavía.
author-overtaken = Alguien ha guardado este ejercicio desde que usted lo abrió.
author-overtaken-text = Lo que ha escrito sigue aquí y no está guardado. Guardarlo encima cambiaría esto:
author-overtaken-over = Guardar lo mío encima la próxima vez que pulse «Guardar borrador»
author-overtaken-theirs = Mostrar lo suyo; lo mío se pierde
author-leave-unsaved = Lo que ha escrito no está guardado. ¿Salir de la página de todos modos?
author-saved = Guardado.
author-preview = Como lo ven los estudiantes
author-preview-text = Responda y pida pistas: se califica como a los estudiantes, y no se guarda nada.
author-unshown = Todavía no se puede mostrar.
author-back = Volver al curso
author-checks = Lo que dicen las comprobaciones
author-standards = Estándares a los que puede servir
author-standards-text = Hallados por palabras parecidas, en nuestras propias descripciones de los estándares. Una sugerencia, no un juicio; para textos en español y en inglés.
author-samples = Respuestas de ejemplo ({ $count })
author-samples-title = Cómo se califican las respuestas indicadas
author-step = Paso
author-sample = Respuesta
author-graded = Se califica como
author-told = Lo que lee el estudiante
author-not-judged = Sin calificar
author-changes = { $count ->
    [one] Lo que cambia este borrador: 1 parte
   *[other] Lo que cambia este borrador: { $count } partes
  }
author-versions = Versiones
author-version = Versión { $number }
author-version-by = Escrita por { $who }
author-version-ok = Aprobada por { $who }
author-version-retired = Retirada del curso.
author-version-review = Retenida.
author-version-first = Aquí empezó.
author-version-same = Nada de lo que se edita aquí ha cambiado.
author-names = Lo que puede ir entre corchetes dobles
author-names-text = Con lo que fue cada uno en los ejemplos. También valen términos, como {"[["}a + b]], y formas tras una barra: {"[["}a/b|frac]], {"[["}b|signed]], {"[["}a|coef]].
author-numbers = Qué números puede haber
author-answer-term = Respuesta correcta:
author-wrong-term = Quien responde { $answer } lee
author-right = Respuesta correcta:
author-task = Tarea { $number }
author-tasks-text = Hechas con lo que ha escrito, guardado o no: la pregunta y todo lo que un estudiante puede llegar a leer.
author-tasks-before = Estas son las tareas anteriores a lo último que ha escrito, que aún no se puede aceptar:
author-tasks-label = Ejemplos de tareas
author-explanations = Otras explicaciones
author-explanations-text = Se ofrecen junto a los ejercicios del tema. Acompañan a todas las tareas, así que aquí no se rellena nada. La que queda vacía se quita.
author-explanation-alt = Lo que muestra la imagen, en palabras
template-problems = Todavía no se puede guardar. Lo que ha escrito sigue ahí.
template-asks-nothing = No pregunta nada. Escriba la pregunta.
template-bracket = Un corchete doble se abre y no se cierra, o al revés. Escriba cada término como {"[["}a]].
template-unknown = «{ $value }» no varía en este ejercicio. Use uno de los nombres de arriba o añádalo a lo que varía.
template-term = { $value } no tiene valor en algunas tareas, o pide una forma que no existe. Corrija el término.
template-formula = En algunas tareas no se puede dibujar una fórmula: queda abierto un signo de dólar o una llave. Queda así: { $value }
template-hint-tells = Revela la respuesta antes de la última pista: { $value } Diga cómo seguir, no lo que resulta.
template-question-tells = La pregunta dice su propia respuesta: { $value } Quítelo.
template-explanation = Acompaña a todas las tareas, así que ahí no se rellena nada. Escríbala sin corchetes dobles.
template-refused = El corrector rechazaría la respuesta indicada { $value }. Cambie lo que varía o sus condiciones.
template-proof = Calculada con SymPy, una tarea da otra cosa: { $value }. Cambie lo que varía o sus condiciones.
template-no-task = No se puede hacer ninguna tarea: { $value }
template-field = { $value }
part-explanations = Otras explicaciones
part-title = Título
part-body = Texto
part-topics = Temas
part-age = Edad mínima
part-minutes = Minutos
part-status = Si está en el curso
part-vary = Lo que varía
part-where = Condiciones
part-prompt = Pregunta
part-kind = Tipo de respuesta
part-choices = Opciones
part-accepted = Respuestas correctas
part-tolerance = Puede diferir en
part-wrong = Respuestas incorrectas y lo que ayuda
part-hints = Pistas
part-solution = Solución desarrollada
author-way-none = Así lo ven ahora los estudiantes. Cambie algo y guarde: así empieza un borrador.
author-way-draft = Un borrador. Cuando esté listo, entréguelo.
author-way-review = Espera a un administrador. Si lo guarda otra vez, vuelve a ser borrador.
author-way-approved = Aprobado. Llega a los estudiantes con la próxima versión.
author-words-were = Por qué se decidió así: { $words }
author-hand-in = Entregar
author-handed-in = Entregado.
author-held-text = Las comprobaciones de abajo han encontrado algo que debe mirar una persona. Si está bien, apruébelo aquí.
author-words = Unas palabras para quien lo escribió
author-decision = Decisión
author-approve-one = Aprobar
author-return = Devolver
author-decide = Decidir
author-one-approved = Aprobado.
author-one-returned = Devuelto.
author-to-publish = Ir a publicar
author-discard = Descartar el borrador
author-discard-sure = Se va todo lo que este borrador cambia, y lo que ha escrito con él. No vuelve.
author-discard-yes = Sí, descartarlo
author-discarded = El borrador ya no está.
author-retire = Retirar del curso
author-bring-back = Volver a incluir
review-kind-draft = Borrador de un ejercicio
draft-held-quality = Parece que falta algo o está mal: pistas, clave o redacción.
draft-held-fault = Tiene un fallo con el que no se puede preguntar.
draft-held-barrier = Quien no puede verlo u oírlo se quedaría fuera.
draft-held-age = Quizá no convenga a la edad de la clase.
draft-held-order = Pide algo que solo enseña una lección posterior, o ningún tema de su curso.
draft-held-standard = Parece servir a otro estándar que el de su tema.
check-picture-without-words = Una imagen no tiene descripción
check-film-without-captions = El vídeo no tiene subtítulos
check-captions-not-in-language = Los subtítulos están en otro idioma
check-captions-after-film = Los subtítulos siguen después de acabar el vídeo
check-film-without-text = El vídeo no tiene un texto para leer en su lugar
check-link-without-words = Un enlace no dice adónde lleva
check-formula-broken = Una fórmula no se puede dibujar
check-answer-given-away = La pregunta dice su respuesta
check-choice-twice = Una opción aparece dos veces
check-no-answer = No hay respuesta correcta
check-answer-not-offered = La respuesta correcta no está entre las opciones
check-no-hints = No hay pistas
check-no-solution = No hay solución desarrollada
check-age-words = Palabras para estudiantes mayores: { $value }
check-age-safety = Las reglas de seguridad retendrían este texto
check-age-reading = Se lee mucho más difícil que los cursos de la clase
check-age-rating = Está indicado para estudiantes mayores que los más jóvenes de la clase
check-later-topic = Solo una lección posterior enseña «{ $value }»
check-other-topic = Sus palabras se parecen más a las de «{ $value }»
check-standard = Encaja con el estándar de su tema: { $value }
check-quality = Parece apto para mostrarse: { $value }
check-quality-low = Parece que falta algo o está mal ({ $value } apto)
check-hints-lead-elsewhere = La última pista no lleva a la respuesta correcta
check-solution-leads-elsewhere = La solución desarrollada no nombra la respuesta correcta
check-first-hint-tells = La primera pista ya dice la respuesta
check-answer-in-question = La respuesta está en la pregunta
check-question-breaks-off = La pregunta se corta
check-choices-alike = Dos opciones solo se distinguen en los signos
check-reading = Se lee como el curso { $value }
check-reading-short = Demasiado corto para un nivel de lectura ({ $value } palabras)
check-no-barriers = No se halló ninguna barrera para quien no puede verlo u oírlo
trail-thing-draft = Borrador de un ejercicio
trail-thing-course_draft = Borrador de un curso
trail-verb-submit = entregar
trail-verb-return = devolver
trail-verb-discard = descartar
trail-verb-publish = publicar

# Lo que un modelo de lenguaje propone a los autores.
suggest-title = Propuestas de un modelo de lenguaje
suggest-text = Un modelo redacta a partir de los pasajes de este curso. Lo que las comprobaciones no encuentran allí se quita, una tarea se resuelve otra vez sin su clave, y los estudiantes no ven nada hasta que un revisor certificado lo aprueba. Los textos salen de este servidor sin nombres.
suggest-template-text = Este ejercicio crea muchas tareas. Las pistas se escriben con lo que varía entre corchetes dobles, como {"[["}a]], y se prueban con doce tareas: solo queda lo que es correcto para todas. Van antes de la última pista.
suggest-hints = Proponer pistas
suggest-practice = Proponer otra tarea como esta
suggest-way = Explicar el tema de otra manera
suggest-explanation = Proponer una explicación
suggest-waiting = El modelo está escribiendo, y lo que escribe se comprueba…
suggest-in-draft = Esto está ahora en el borrador. Léelo, cámbialo y luego entrégalo.
suggest-made-worked = Una tarea nueva, que dio la misma respuesta al calcular su fórmula. Espera en la cola de revisión.
suggest-made-outside = Una tarea nueva, que dio la misma respuesta en un servicio que calcula. Espera en la cola de revisión.
suggest-made-again = Una tarea nueva, que dio la misma respuesta en una segunda pasada sin su clave. Espera en la cola de revisión.
suggest-made- = Una tarea nueva.
suggest-open = Abrir la tarea nueva
suggest-nothing = Nada de lo que escribió el modelo se sostiene. No ha cambiado nada.
suggest-dropped = { $count ->
    [one] Se ha quitado 1 cosa
   *[other] Se han quitado { $count } cosas
 }
suggest-told = Descubre la respuesta.
suggest-term = Nombra algo que no varía en esta plantilla.
suggest-unsafe = Suena como una orden o no es apto para estudiantes.
suggest-personal = Nombra a una persona.
suggest-alike = El curso ya tiene esta tarea.
suggest-short = Se sostiene demasiado poco de la explicación.
suggest-unreadable = Su respuesta no se puede leer como respuesta a la tarea.
suggest-unsolved = Nadie pudo resolverla sin su clave.
suggest-wrong = Resuelta sin su clave, dio otra respuesta.
suggest-generated = Escrito por un modelo de lenguaje
suggest-generated-text = Estas palabras del borrador las propuso un modelo de lenguaje y han pasado las comprobaciones. Solo un revisor certificado puede aprobar el borrador.
suggest-part-hints = Pista
suggest-part-explanation = Explicación
suggest-part-task = Tarea
suggest-part-answer = Respuesta
suggest-part-solved = Resuelta otra vez
suggest-solved-worked = calculando su fórmula, con el mismo resultado
suggest-solved-outside = en un servicio que calcula, con el mismo resultado
suggest-solved-again = en una segunda pasada sin la clave, con el mismo resultado
draft-held-generated = Un modelo de lenguaje escribió una parte. Tiene que mirarlo un revisor certificado.
